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
request-missing-field = 缺少字段“{ $expected }”。
    .hint = 请在请求中补上“{ $expected }”。
request-wrong-type = 值的类型不对。
    .hint = 应为 { $expected }，实际为 { $found }。
request-unknown-value = “{ $found }”不在可用的取值之内。
    .hint = 您是否想写“{ $suggestion }”？
request-invalid-value = 这个值不能用。
    .hint = 实际为 { $found }；{ $expected }。
request-too-large = 请求超过 { $limit } 字节。
    .hint = 请拆分，或改为每行一个请求的批量方式。
