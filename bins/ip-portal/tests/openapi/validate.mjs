// Says on standard output what is wrong with the OpenAPI document on standard input; nothing when it is valid.
import { Validator } from "@seriousme/openapi-schema-validator";

let text = "";
for await (const chunk of process.stdin) text += chunk;
const { valid, errors } = await new Validator().validate(JSON.parse(text));
if (!valid) console.log(JSON.stringify(errors, null, 2));
