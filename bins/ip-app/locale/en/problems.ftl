### Problems in English: the message of a code stands under the code with "." written as "-".

## Requests, whatever the area

request-not-utf8 = The text is not UTF-8 from byte { $offset } on.
    .hint = Save the request as UTF-8 and send it again.
request-syntax = The text is not JSON: line { $line }, column { $column }.
    .hint = Look for a missing comma, quotation mark or bracket just before that place.
request-truncated = The JSON text ends before it is complete.
    .hint = Close every bracket and quotation mark, and check that nothing was cut off.
request-trailing = Something follows the end of the request: line { $line }, column { $column }.
    .hint = Send one request; for many, write one a line and add --jsonl.
request-duplicate-field = The field “{ $found }” is given twice.
    .hint = Keep one of the two.
request-unknown-field = There is no field “{ $found }” here.
    .hint = Did you mean “{ $suggestion }”?
request-missing-field = The field “{ $expected }” is missing.
    .hint = Add “{ $expected }” to the request.
request-wrong-type = The value is of the wrong type.
    .hint = Expected { $expected }, found { $found }.
request-unknown-value = “{ $found }” is not one of the values known here.
    .hint = Did you mean “{ $suggestion }”?
request-invalid-value = The value cannot be used.
    .hint = Found { $found }; { $expected }.
request-too-large = The request is larger than { $limit } bytes.
    .hint = Split it, or send a batch with one request a line.
