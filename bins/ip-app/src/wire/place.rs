//! From a pointer to the line of a text, for people who read files.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// The line, from 1, on which the value of a JSON pointer begins; that of the innermost value there
/// is, where the pointer goes on to something missing. `None` for text that is no JSON.
///
/// ```
/// use ip_app::wire::line_of;
/// let text = "{\n  \"a\": [\n    1,\n    2\n  ]\n}";
/// assert_eq!(line_of(text, "/a/1"), Some(4));
/// assert_eq!(line_of(text, "/a/7"), Some(2));
/// assert_eq!(line_of(text, ""), Some(1));
/// assert_eq!(line_of("{", ""), None);
/// ```
#[must_use]
pub fn line_of(text: &str, pointer: &str) -> Option<usize> {
    let mut here: &RawValue = serde_json::from_str(text).ok()?;
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        match member(here, &step) {
            Some(inner) => here = inner,
            None => break,
        }
    }
    // Both are addresses in the same text, so their difference is an offset in it.
    let offset = (here.get().as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    Some(text.get(..offset)?.matches('\n').count() + 1)
}

fn member<'t>(value: &'t RawValue, step: &str) -> Option<&'t RawValue> {
    if let Ok(fields) = serde_json::from_str::<BTreeMap<String, &RawValue>>(value.get()) {
        return fields.get(step).copied();
    }
    let items: Vec<&RawValue> = serde_json::from_str(value.get()).ok()?;
    items.get(step.parse::<usize>().ok()?).copied()
}
