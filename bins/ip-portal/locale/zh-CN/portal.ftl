# Texts of the portal in Chinese. The English file has the same keys; a test proves it.

## Start and stop
boot-serving = { $place }门户已启动: { $url }
boot-data = 数据目录: { $folder }
boot-accounts = 账号与首次密码 (也保存在 { $file }, 仅本人可读):
boot-try = 先试试: 打开 { $url }matters 查找一个事项, 阅读指南, 再用 person 账号登录申报。
boot-stop = 按 Ctrl-C 停止。
boot-checked = 检查完毕, 没有发现问题。

## Page shell
portal-name = 知识产权公共服务
skip-to-main = 跳到主要内容
demo-line = 演示数据, 非官方
tools-label = 语言、显示与账号
search-label = 查找事项
search-placeholder = 例如：费用减缴、质押
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
law-article = 第{ $article }条
unverified = 未核实
unverified-hint = 该内容尚未与官方原文核对
pager-label = 翻页
pager-before = 上一页
pager-after = 下一页
pager-where = 第 { $page } 页，共 { $pages } 页
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
clock-provisional-why = 该日之后的法定节假日安排尚未公布，日期可能调整。

## Money
money-full = 原价
money-unknown = 未知
money-provisional = 收费标准此后可能调整。

## Tasks
task-done = 已完成
task-begun = 进行中
task-open = 未开始
task-waiting = 尚不能开始

## Forms
error-title-prefix = 有误：
errors-title = 请先修改以下内容
error-prefix = 有误：
area-limit = 最多 { $limit } 个字
file-limit = 每个文件不超过 { $limit }
file-error-too-large = 文件超过 { $limit }：请压缩或拆分后重新选择
file-error-total = 全部文件合计超过 { $limit }：请减少文件或压缩后重新选择
file-error-too-many = 文件超过 { $limit } 个：请合并后重新选择
file-error-empty = 文件是空的：请检查后重新选择
number-error = 请用数字填写{ $what }，例如 10
date-year = 年
date-month = 月
date-day = 日
date-error-empty = 请填写日期
date-error-year = 请用四位数字填写年份，例如 2026
date-error-month = 请用 1 到 12 的数字填写月份
date-error-day = 请用数字填写日
date-error-no-such-day = 没有这一天：请检查年、月、日

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
login-refused = 账号或密码不正确，请检查后重新填写
login-demo = 演示账号有 person、clerk、reviewer、supervisor 和 administrator。密码在启动时打印在终端，也保存在数据目录的 first-passwords.toml 中。

## Faults
fault-not-found-title = 没有找到这个页面
fault-not-found-what = 地址可能有误，或者页面已经移动。请检查地址，或从下面的链接继续。
fault-gone-title = 该内容已不再提供
fault-gone-what = 这里原有的内容已经撤下。
fault-sign-in-title = 请先登录
fault-sign-in-what = 该页面需要登录后查看。
fault-forbidden-title = 没有权限查看
fault-forbidden-what = 您的账号不能查看该页面。如有需要，请换用其他账号登录。
fault-stale-form-title = 表单已过期
fault-stale-form-what = 该表单是在另一次登录中打开的，或者打开时间过长。没有提交任何内容，请返回重新打开表单。
fault-bad-request-title = 请求无法识别
fault-bad-request-what = 浏览器发来的内容无法识别。请返回上一页重试。
fault-method-title = 该地址不能这样使用
fault-method-what = 请从页面上的链接或按钮进入。
fault-too-large-title = 提交的内容过大
fault-too-large-what = 提交的内容超过了限制。请减少或压缩文件后重试。
fault-wait-title = 尝试次数过多
fault-wait-what = 为了账号安全，请在 { $minutes } 分钟后再试。
fault-internal-title = 系统出现问题
fault-internal-what = 您的请求没有完成。请稍后重试；如果仍然不行，请把下面的编号告诉我们。
fault-try-again = 重新打开
fault-to-matters = 查找服务事项
fault-to-contact = 联系我们
fault-reference = 查询编号：

## About
about-title = 关于本站
about-lead = 本站把知识产权公共服务从查找、申报到评价放在一处办理，并说明每个期限和每笔费用的依据。
about-demo-title = 这是演示城市，不是官方网站
about-demo-what = 城市、网点、电话、人员和办件都是虚构的。这里提交的内容不会送到任何机关，也不产生法律效力。请不要填写真实的个人信息。
about-facts-title = 事项与费用的依据
about-facts-what = 事项、期限和收费标准以数据文件保存，每项都记录依据的文件和条款，以及是否与原文核对过。办理时以主管机关的规定为准。
about-unverified-what = 带有此标记的内容尚未与官方原文核对，仅供参考。
about-privacy-title = 个人信息与 Cookie
about-privacy-what = 本站只使用三个必要的 Cookie：记住语言和显示方式、保护表单、保持登录。没有统计和广告。
about-contact-title = 联系我们
about-contact-phone = 服务热线：
about-contact-none = 请到服务网点咨询。
about-complaint-title = 投诉建议
about-complaint-phone = 投诉电话：
about-complaint-what = 对办理过程不满意，可以在办件页面提出，也可以到服务网点当面反映。
about-review-title = 评价服务
about-review-what = 每次服务都可以评价一次，共五个等级。差评会有人联系、整改、反馈和回访。

## Components
components-title = 页面组件
components-lead = 每个组件展示一次，内容为示例。
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

## Lists and filters
list-comma = 、
list-semicolon = ；
filter-any = 不限
filter-area = 领域
filter-who = 谁来办
filter-way = 办理方式
filter-online = 可以网上办
filter-scope = 范围
scope-here = 本地可办
scope-all = 全国事项清单
scope-not-here = 本地不办理
export-csv = 导出表格 (CSV)
area-patent = 专利
area-trademark = 商标
area-gi = 地理标志
area-layout = 集成电路布图设计
area-local = 地方服务
yes = 是
no = 否

## Front page
home-title = 知识产权公共服务
home-lead = 查事项、看指南、算费用、找网点。
home-search = 您要办什么？
home-often = 可以这样开始
home-areas = 按领域查找
home-outlets = 查看 { $count } 个网点的地址和开放时间

## Catalogue
matters-title = 服务事项
matters-found = 找到 { $count } 个事项
matters-none = 没有找到事项
matters-none-hint = 请换一个说法，或减少筛选条件。
matters-everywhere = 在全国事项清单中查找
matters-ask = 查看常见解答或提问
csv-number = 序号
csv-id = 事项标识
csv-name = 事项名称
csv-area = 领域
csv-fee = 是否收费
csv-promised = 承诺时限
fact-promised = 承诺 { $time }
applicant-person = 自然人
applicant-organisation = 法人和其他组织
channel-online = 网上办理
channel-mobile = 手机办理
channel-window = 窗口办理
channel-mail = 邮寄办理
channel-phone = 电话办理

## Guide
guide-code = 实施编码
guide-not-here-title = 本地不办理该事项
guide-not-here = 以下内容来自全国事项清单。请向有权机关办理。
guide-result = 您会得到
guide-who = 谁可以办
guide-agent = 可以委托代理机构
guide-time = 需要多久
guide-promised-short = 承诺
guide-statutory-short = 法定
guide-no-statutory = 法律没有规定办结时限
guide-cost = 需要多少费用
guide-cost-more = 查看费用明细和依据
guide-channels = 怎样办理
guide-visits = { $n ->
    [0] 不用到现场
   *[other] 到现场 { $n } 次
}
guide-start = 开始办理
guide-papers = 需要准备的材料
guide-no-papers = 不需要提交材料。
guide-only-when = 仅在以下情形需要：
guide-waiver = 核验一致可免交：
guide-files = { $kinds }，每个不超过 { $limit }
guide-tolerance = 标有“可以后补”的材料可以先受理、后补齐。
guide-conditions = 办理条件
guide-if-missed = 逾期：{ $what }
guide-promised = 承诺办结时限
guide-promised-what = 本地向社会公开承诺的时限。
guide-statutory = 法定办结时限
guide-authority-limit = 机关的其他时限
guide-applicant-limit = 当事人的时限
guide-steps = 办理流程
guide-commitment = 告知承诺
guide-remedies = 不服怎么办
guide-faq = 常见问题
guide-law = 设定依据
paper-required = 必须提交
paper-tolerable = 可以后补
paper-optional = 选交
waiver-certificate = 电子证照
waiver-data-check = 数据核验
waiver-internal = 内部核查
waiver-commitment = 书面承诺
length-at-once = 当场
length-working-days = { $n } 个工作日
length-days = { $n } 日
length-working-hours = { $n } 个工作小时
length-hours = { $n } 小时
length-months = { $n } 个月
length-years = { $n } 年
length-extended = { $own }，可延长 { $more }
miss-overdue = 机关超期，应当说明理由
miss-deemed-withdrawn = 视为撤回申请
miss-deemed-not-made = 视为未提出
miss-deemed-abandoned = 视为放弃
miss-not-accepted = 不予受理
miss-right-lapses = 丧失权利
miss-may-be-disregarded = 可以不予考虑
miss-may-proceed = 申请人可以继续
miss-procedure-continues = 程序继续进行
miss-procedure-resumes = 程序恢复
miss-grace = 进入宽限期
miss-no-effect = 不能对抗第三人
miss-breach = 违反义务，可能受到处理

## Fees
fee-charged = 收费
fee-free = 免费
fee-unknown = 是否收费或金额未知
fee-free-what = 办理该事项不收费。
fee-unknown-what = 收费标准尚未核实，不作推测。请向办理机关确认。
fee-why = 计算和依据
fee-total = 合计
fee-compute = 计算费用
fee-today = 按今天办理计算。
fee-due = 最迟 { $day } 缴纳
fee-due-provisional = 最迟 { $day } 缴纳（暂定）
fact-right = 专利类型
fact-channel = 申请方式
fact-claims = 权利要求项数
fact-pages = 说明书页数
fact-priorities = 优先权项数
fact-copies = 份数
fact-classes = 类别数
fact-days = 天数
fact-year = 年度
fact-annuity-year = 授权当年的年度
fact-months-from-priority = 自优先权日起的月数
fact-part = 部分
fact-filing-date = 申请日 (如 2020-03-05)
fact-received-on = 收到日 (如 2026-03-05)
fact-format = 文件格式 (xml、pdf 或 paper)
fact-isa = 国际检索单位 (CN 或 EP)
fact-ro = 受理局 (如 CN)
fact-late = 已过期限
fact-reduction = 费用减缴
right-invention = 发明
right-utility-model = 实用新型
right-design = 外观设计
filing-online = 网上
filing-paper = 纸件
reduction-none = 不减缴
reduction-85 = 减缴 85% (一个申请人)
reduction-70 = 减缴 70% (多个申请人)

## Outlets
outlets-title = 服务网点
outlets-matter = 要办的事项
outlets-function = 服务内容
outlets-found = 共 { $count } 个网点
outlets-none = 没有符合条件的网点
outlets-all = 查看全部网点
outlet-open = 现在开放
outlet-closed = 现在不开放
outlet-address = 地址
outlet-phone = 电话
outlet-hours = 开放时间
outlet-hours-hint = 法定节假日不开放。
outlet-days = { $from }至{ $to }
function-acceptance = 受理
function-payment = 缴费
function-inquiry = 查询
function-retrieval = 检索
function-consultation = 咨询
class-service-centre = 政务服务中心
class-backbone-node = 骨干节点
class-prefecture-body = 综合性公共服务机构
class-protection-centre = 知识产权保护中心
class-rapid-rights-centre = 快速维权中心
class-patent-desk = 专利代办处
class-trademark-window = 商标业务受理窗口
class-tisc = 技术与创新支持中心
class-university-centre = 高校知识产权信息服务中心
class-national-outlet = 国家知识产权信息公共服务网点
class-patent-document-outlet = 专利文献服务网点
class-brand-station = 商标品牌指导站
class-workstation = 工作站
