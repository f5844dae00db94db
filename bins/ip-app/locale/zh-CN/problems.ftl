### 问题的中文文字：每个代码的文字以该代码为名，其中“.”写作“-”。

## 请求（各领域通用）

request-not-utf8 = 文本从第 { $offset } 字节起不是 UTF-8 编码。
    .hint = 请把请求另存为 UTF-8 后重新提交。
request-syntax = 文本不是 JSON：第 { $line } 行第 { $column } 列。
    .hint = 请检查该处之前是否缺少逗号、引号或括号。
request-truncated = JSON 文本没有写完。
    .hint = 请补齐括号和引号，并检查内容是否被截断。
request-trailing = 请求结束之后还有内容：第 { $line } 行第 { $column } 列。
    .hint = 一次只提交一个请求；批量请每行写一个，并加上 --jsonl。
request-duplicate-field = 字段“{ $found }”出现了两次。
    .hint = 请只保留一个。
request-unknown-field = 这里没有“{ $found }”这个字段。
    .hint = 您是否想写“{ $suggestion }”？
    .hint-else = 可用的有：{ $expected }。
request-missing-field = 缺少字段“{ $expected }”。
    .hint = 请在请求中补上“{ $expected }”。
request-wrong-type = 值的类型不对。
    .hint = 实际为 { $found }，应为 { $expected }。
request-unknown-value = “{ $found }”不在可用的取值之内。
    .hint = 您是否想写“{ $suggestion }”？
    .hint-else = 可用的有：{ $expected }。
request-invalid-value = 这个值不能用。
    .hint = 实际为 { $found }，应为 { $expected }。
request-too-large = 请求超过 { $limit } 字节。
    .hint = 请拆分，或改为每行一个请求的批量方式。

## 文件与输入输出

input-file-unreadable = 无法读取“{ $found }”：{ $reason }
    .hint = 请检查文件名和权限，或者不写 --input 而从标准输入读取。
output-stream-unwritable = 无法写出结果：{ $reason }
tool-schema-unknown = 没有名为“{ $found }”的模式。
    .hint = 运行“ip-tool schema”可列出全部名称。

## 存储

store-append-conflict = 别人先一步改动了同一记录。
    .hint = 请重新读取后再试。
store-append-invalid = 这条记录无法存储。
store-database-busy = 数据库正被另一个进程使用。
    .hint = 请先停止另一个进程。
store-database-closed = 数据库已经关闭。
store-database-damaged = 数据库文件已损坏。
    .hint = 请从备份恢复。
store-database-foreign = 该文件不是本系统的数据库，或者版本不同。
store-database-full = 磁盘空间已满。
    .hint = 请腾出空间后再试。
store-database-io = 磁盘读写失败。
store-view-projection = 视图无法跟上某条记录，本次提交没有保存。

## 共同语言：标识、日历、期限

core-calendar-gap = 放假通知之间缺少年份。
core-calendar-make-up-on-weekday = 补班日必须是星期六或星期日。
core-calendar-reversed = 假期的结束日早于开始日。
core-calendar-unknown-holiday = 通知提到的节日没有在文件中定义。
core-calendar-unreadable = 放假通知文件无法读取。
    .hint = { $found }
core-calendar-worked-and-off = 通知把同一天既列为上班又列为放假。
core-clock-already-paused = 计时已经暂停。
core-clock-not-paused = 计时正在进行，无法恢复。
core-clock-out-of-order = 事件的日期早于上一条记录。
core-clock-overflow = 时限的工作日数过大。
core-clock-stopped = 计时已经结束，不能再记录事件。
core-workdays-n-or-to = “n”（工作日数）与“to”（截止日）必须且只能给出一个。
core-workdays-reversed = 截止日早于起始日。
    .hint = “to”不得早于“from”。
