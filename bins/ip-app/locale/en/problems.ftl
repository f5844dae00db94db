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
    .hint-else = Known here: { $expected }.
request-missing-field = The field “{ $expected }” is missing.
    .hint = Add “{ $expected }” to the request.
request-wrong-type = The value is of the wrong type.
    .hint = Found { $found }, expected { $expected }.
request-unknown-value = “{ $found }” is not one of the values known here.
    .hint = Did you mean “{ $suggestion }”?
    .hint-else = Known here: { $expected }.
request-invalid-value = The value cannot be used.
    .hint = Found { $found }, expected { $expected }.
request-too-large = The request is larger than { $limit } bytes.
    .hint = Split it, or send a batch with one request a line.

## Files and streams

input-file-unreadable = “{ $found }” cannot be read: { $reason }
    .hint = Check the name and the permissions, or leave --input out to read standard input.
output-stream-unwritable = The answer cannot be written: { $reason }
tool-schema-unknown = There is no schema “{ $found }”.
    .hint = Run “ip-tool schema” for the names of all.

## Storage

store-append-conflict = Someone else changed the same record first.
    .hint = Read it again, then try again.
store-append-invalid = This record cannot be stored.
store-database-busy = Another process is using the database.
    .hint = Stop the other process first.
store-database-closed = The database is closed.
store-database-damaged = The database file is damaged.
    .hint = Restore it from a backup.
store-database-foreign = The file is not a database of this system, or of another version.
store-database-full = The disk is full.
    .hint = Free some space, then try again.
store-database-io = The disk could not be read or written.
store-view-projection = A view cannot follow a record; nothing of this change was kept.

## The common language: identifiers, calendar, time limits

core-calendar-gap = The holiday notices leave out a year between two others.
core-calendar-make-up-on-weekday = A make-up working day must be a Saturday or Sunday.
core-calendar-reversed = A holiday ends before it begins.
core-calendar-unknown-holiday = The notice names a holiday that the file does not define.
core-calendar-unreadable = The file of holiday notices cannot be read.
    .hint = { $found }
core-calendar-worked-and-off = A notice calls the same day both worked and off.
core-clock-already-paused = The clock already stands still.
core-clock-not-paused = The clock is running and cannot be resumed.
core-clock-out-of-order = An event lies before the one recorded last.
core-clock-overflow = The budget of the clock is too large.
core-clock-stopped = The clock has stopped; nothing can follow.
core-workdays-n-or-to = Give either “n” (a number of working days) or “to” (a last day), not both and not neither.
core-workdays-reversed = The last day lies before the first.
    .hint = “to” must not be earlier than “from”.
