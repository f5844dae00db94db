# Texts of the portal in Chinese. The English file has the same keys; a test proves it.

## Start and stop
boot-serving = { $place }门户已启动: { $url }
boot-data = 数据目录: { $folder }
boot-accounts = 账号与首次密码 (也保存在 { $file }, 仅本人可读):
boot-try = 先试试: 打开 { $url }matters 查找一个事项, 阅读指南, 再用 person 账号登录申报。
boot-stop = 按 Ctrl-C 停止。
boot-checked = 检查完毕, 没有发现问题。

## Page shell
skip-to-main = 跳到主要内容
demo-line = 演示数据, 非官方
tools-label = 语言、显示与账号
search-label = 查找事项
search-placeholder = 例如: 费用减缴、质押
search-button = 查找
print-large = 大字版
print-normal = 标准字号
contrast-high = 高对比度
contrast-normal = 标准对比度
sign-in = 登录
sign-out = 退出
nav-label = 栏目
nav-home = 首页
nav-matters = 服务事项
nav-outlets = 服务网点
nav-about = 关于
crumbs-label = 当前位置
footer-contact = 联系我们
footer-complaint = 投诉建议
footer-review = 评价服务
footer-about = 关于本站
footer-phone = 服务热线
tone-info = 提示
tone-good = 完成
tone-care = 注意
tone-bad = 有误
change = 修改
optional = (选填)
law-summary = 依据
law-article = { $article }
unverified = 未核实
unverified-hint = 该内容尚未与官方原文核对
pager-label = 翻页
pager-before = 上一页
pager-after = 下一页
pager-where = 第 { $page } 页, 共 { $pages } 页
timeline-coming = 预计
chart-table = 查看数据表

## Clocks
clock-on-time = 按时
clock-soon = 临期
clock-late = 超期
clock-paused = 暂停计时
clock-provisional = 暂定
clock-due = 截止 { $day }
clock-days-left = 还有 { $days } 个工作日
clock-days-late = 已超 { $days } 个工作日
clock-provisional-why = 该日之后的法定节假日安排尚未公布, 日期可能调整。

## Money
money-full = 原价
money-unknown = 未知
money-provisional = 暂定: 收费标准可能调整。

## Tasks
task-done = 已完成
task-begun = 进行中
task-open = 未开始
task-waiting = 尚不能开始

## Forms
error-title-prefix = 有误: 
errors-title = 请先修改以下内容
error-prefix = 有误:
area-limit = 最多 { $limit } 个字
file-limit = 每个文件不超过 { $limit }
file-error-too-large = 文件超过 { $limit }: 请压缩或拆分后重新选择
file-error-total = 全部文件合计超过 { $limit }: 请减少文件或压缩后重新选择
file-error-too-many = 文件超过 { $limit } 个: 请合并后重新选择
file-error-empty = 文件是空的: 请检查后重新选择
date-year = 年
date-month = 月
date-day = 日
date-error-empty = 请填写日期
date-error-year = 请用四位数字填写年份, 例如 2026
date-error-month = 请用 1 到 12 的数字填写月份
date-error-day = 请用数字填写日
date-error-no-such-day = 没有这一天: 请检查年、月、日

## Roles
role-person = 办事人
role-clerk = 窗口人员
role-reviewer = 审查人员
role-supervisor = 监督人员
role-administrator = 管理员

## Sign in
login-title = 登录
login-name = 账号
login-password = 密码
login-refused = 账号或密码不正确, 请检查后重新填写
login-demo = 演示账号有 person、clerk、reviewer、supervisor 和 admin。密码在启动时打印在终端, 也保存在数据目录的 first-passwords.toml 中。

## Faults
fault-not-found-title = 没有找到这个页面
fault-not-found-what = 地址可能有误, 或者页面已经移动。请检查地址, 或从下面的链接继续。
fault-gone-title = 该内容已不再提供
fault-gone-what = 这里原有的内容已经撤下。
fault-sign-in-title = 请先登录
fault-sign-in-what = 该页面需要登录后查看。
fault-forbidden-title = 没有权限查看
fault-forbidden-what = 您的账号不能查看该页面。如有需要, 请换用其他账号登录。
fault-stale-form-title = 表单已过期
fault-stale-form-what = 该表单是在另一次登录中打开的, 或者打开时间过长。没有提交任何内容, 请返回重新打开表单。
fault-bad-request-title = 请求无法识别
fault-bad-request-what = 浏览器发来的内容无法识别。请返回上一页重试。
fault-method-title = 该地址不能这样使用
fault-method-what = 请从页面上的链接或按钮进入。
fault-too-large-title = 提交的内容过大
fault-too-large-what = 提交的内容超过了限制。请减少或压缩文件后重试。
fault-wait-title = 尝试次数过多
fault-wait-what = 为了账号安全, 请在 { $minutes } 分钟后再试。
fault-internal-title = 系统出现问题
fault-internal-what = 您的请求没有完成。请稍后重试; 如果仍然不行, 请把下面的编号告诉我们。
fault-try-again = 重新打开
fault-to-matters = 查找服务事项
fault-to-contact = 联系我们
fault-reference = 查询编号:

## Front page
home-title = 知识产权公共服务
home-lead = 查事项、看指南、算费用、找网点。

## About
about-title = 关于本站
about-lead = 本站把知识产权公共服务从查找、申报到评价放在一处办理, 并说明每个期限和每笔费用的依据。
about-demo-title = 这是演示城市, 不是官方网站
about-demo-what = 城市、网点、电话、人员和办件都是虚构的。这里提交的内容不会送到任何机关, 也不产生法律效力。请不要填写真实的个人信息。
about-facts-title = 事项与费用的依据
about-facts-what = 事项、期限和收费标准以数据文件保存, 每项都记录依据的文件和条款, 以及是否与原文核对过。办理时以主管机关的规定为准。
about-unverified-what = 带有此标记的内容尚未与官方原文核对, 仅供参考。
about-privacy-title = 个人信息与 Cookie
about-privacy-what = 本站只使用三个必要的 Cookie: 记住语言和显示方式、保护表单、保持登录。没有统计和广告。
about-contact-title = 联系我们
about-contact-phone = 服务热线:
about-contact-none = 请到服务网点咨询。
about-complaint-title = 投诉建议
about-complaint-what = 对办理过程不满意, 可以在办件页面提出, 也可以到服务网点当面反映。
about-review-title = 评价服务
about-review-what = 每次服务都可以评价一次, 共五个等级。差评会有人联系、整改、反馈和回访。

## Components
components-title = 页面组件
components-lead = 每个组件展示一次, 内容为示例。
components-banners = 提示条
components-clocks = 时限标志
components-tasks = 任务列表
components-summary = 核对列表
components-money = 费用
components-timeline = 时间线
components-table = 表格
components-charts = 图表
components-empty = 空列表
components-empty-title = 还没有办件
components-form = 表单
components-send = 提交
