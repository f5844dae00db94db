//! How wide characters are, and where a line breaks.

/// The width of characters in parts of the size of the type.
pub(crate) trait Measure {
    /// The width of one character.
    fn advance(&self, c: char) -> f32;

    /// The width of a text.
    fn width(&self, text: &str) -> f32 {
        text.chars().map(|c| self.advance(c)).sum()
    }
}

/// Places for characters of any font: generous, so that no font overflows them.
pub(crate) struct Grid;

impl Measure for Grid {
    fn advance(&self, c: char) -> f32 {
        match c {
            'i' | 'l' | 'j' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 0.34,
            'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.94,
            'A'..='Z' | '&' | '+' | '=' | '<' | '>' | '~' => 0.74,
            '\0'..='\u{2ff}' => 0.6,
            _ => 1.0,
        }
    }
}

/// Marks that must not begin a line (GB/T 15834).
const CLOSING: &str = "，。、；：？！）》」』】〉”’,.;:?!)]}";

/// Breaks a text into lines of at most `most` (in the same parts); together they are the text.
pub(crate) fn wrap(text: &str, most: f32, measure: &dyn Measure) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut lines = Vec::new();
    let mut rest = chars.as_slice();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(first_line(rest, most, measure));
        lines.push(line.iter().collect());
        rest = after;
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// How many characters go on the first line; at least one.
fn first_line(chars: &[char], most: f32, measure: &dyn Measure) -> usize {
    let mut width = 0.0;
    let fits = chars.iter().take_while(|c| {
        width += measure.advance(**c);
        width <= most
    });
    let full = fits.count().max(1);
    let Some(next) = chars.get(full) else {
        return chars.len();
    };
    if is_word(*next) {
        // Between words, where the line has a space at all.
        let space = chars.iter().take(full).rposition(|c| *c == ' ');
        let begun = chars.get(full - 1).is_some_and(|c| is_word(*c));
        if let (Some(space), true) = (space, begun) {
            return space + 1;
        }
    }
    if CLOSING.contains(*next) && full > 1 {
        return full - 1;
    }
    full
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || ('\u{c0}'..='\u{24f}').contains(&c)
}
