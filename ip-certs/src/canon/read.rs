//! The strict reader (RFC 8259 within the limits of RFC 7493, I-JSON).

use alloc::string::String;
use alloc::vec::Vec;

use super::number::{BadNumber, Number};
use super::{CanonError, Object, Value};

/// How much of a stranger's input is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest input in bytes.
    pub bytes: usize,
    /// Deepest nesting of arrays and objects.
    pub depth: usize,
}

impl Default for Limits {
    /// One mebibyte, 64 levels.
    fn default() -> Self {
        Self {
            bytes: 1 << 20,
            depth: 64,
        }
    }
}

/// Reads one JSON value within the ordinary limits.
///
/// # Errors
///
/// Anything that is not JSON, or JSON that two readers could understand differently: a name
/// twice, an integer beyond 2^53, a lone surrogate, trailing bytes, a byte order mark.
///
/// ```
/// use ip_certs::canon;
/// assert_eq!(canon::parse(br#"{"a":1,"a":2}"#).unwrap_err().code(), "certs.json.duplicate-name");
/// ```
pub fn parse(json: &[u8]) -> Result<Value, CanonError> {
    parse_within(json, Limits::default())
}

/// Reads one JSON value within given limits.
///
/// # Errors
///
/// As [`parse`].
pub fn parse_within(json: &[u8], limits: Limits) -> Result<Value, CanonError> {
    if json.len() > limits.bytes {
        return Err(CanonError::TooLong {
            limit: limits.bytes,
        });
    }
    let text = core::str::from_utf8(json).map_err(|e| CanonError::NotUtf8 {
        at: e.valid_up_to(),
    })?;
    let mut reader = Reader {
        text,
        at: 0,
        depth: limits.depth,
        limit: limits.depth,
    };
    let value = reader.value()?;
    reader.space();
    if reader.at < text.len() {
        return Err(CanonError::TrailingBytes { at: reader.at });
    }
    Ok(value)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Levels still allowed.
    depth: usize,
    limit: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn bad<T>(&self) -> Result<T, CanonError> {
        Err(CanonError::Syntax { at: self.at })
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), CanonError> {
        if self.peek() != Some(byte) {
            return self.bad();
        }
        self.at += 1;
        Ok(())
    }

    fn value(&mut self) -> Result<Value, CanonError> {
        self.space();
        match self.peek() {
            Some(b'n') => self.word("null", Value::Null),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'"') => self.string().map(Value::Text),
            Some(b'[') => self.nested(Self::list),
            Some(b'{') => self.nested(Self::object),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.bad(),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, CanonError> {
        if !self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return self.bad();
        }
        self.at += word.len();
        Ok(value)
    }

    fn nested(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Value, CanonError>,
    ) -> Result<Value, CanonError> {
        self.depth = self.depth.checked_sub(1).ok_or(CanonError::TooDeep {
            at: self.at,
            limit: self.limit,
        })?;
        self.at += 1;
        let value = read(self)?;
        self.depth += 1;
        Ok(value)
    }

    fn list(&mut self) -> Result<Value, CanonError> {
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value()?);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Value::List(items));
                }
                _ => return self.bad(),
            }
        }
    }

    fn object(&mut self) -> Result<Value, CanonError> {
        let mut members = Vec::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(Object::default()));
        }
        loop {
            self.space();
            let name = self.string()?;
            self.space();
            self.expect(b':')?;
            members.push((name, self.value()?));
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    let at = self.at;
                    return Object::new(members)
                        .map(Value::Object)
                        .map_err(|name| CanonError::DuplicateName { at, name });
                }
                _ => return self.bad(),
            }
        }
    }

    fn number(&mut self) -> Result<Value, CanonError> {
        let at = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        match Number::read(&self.text[at..self.at]) {
            Ok(number) => Ok(Value::Number(number)),
            Err(BadNumber::Integer) => Err(CanonError::IntegerTooLarge { at }),
            Err(BadNumber::Range) => Err(CanonError::NumberTooLarge { at }),
        }
    }

    fn digits(&mut self) -> Result<(), CanonError> {
        let from = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == from { self.bad() } else { Ok(()) }
    }

    fn string(&mut self) -> Result<String, CanonError> {
        self.expect(b'"')?;
        let mut out = String::new();
        loop {
            let from = self.at;
            while !matches!(self.peek(), None | Some(b'"' | b'\\' | 0..=0x1f)) {
                self.at += 1;
            }
            // Quotes, backslashes and controls are ASCII, so the cut is between characters.
            out.push_str(&self.text[from..self.at]);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    self.at += 1;
                    out.push(self.escape()?);
                }
                _ => return self.bad(),
            }
        }
    }

    fn escape(&mut self) -> Result<char, CanonError> {
        let at = self.at - 1;
        match self.next() {
            Some(b'"') => Ok('"'),
            Some(b'\\') => Ok('\\'),
            Some(b'/') => Ok('/'),
            Some(b'b') => Ok('\u{8}'),
            Some(b'f') => Ok('\u{c}'),
            Some(b'n') => Ok('\n'),
            Some(b'r') => Ok('\r'),
            Some(b't') => Ok('\t'),
            Some(b'u') => self.unicode(at),
            _ => Err(CanonError::Syntax { at }),
        }
    }

    fn unicode(&mut self, at: usize) -> Result<char, CanonError> {
        let lone = CanonError::LoneSurrogate { at };
        let first = self.four_hex()?;
        let code = match first {
            0xd800..=0xdbff => {
                if !self.text.as_bytes()[self.at..].starts_with(b"\\u") {
                    return Err(lone);
                }
                self.at += 2;
                let second = self.four_hex()?;
                if !(0xdc00..=0xdfff).contains(&second) {
                    return Err(lone);
                }
                0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
            }
            code => code,
        };
        char::from_u32(code).ok_or(lone)
    }

    fn four_hex(&mut self) -> Result<u32, CanonError> {
        let mut code = 0;
        for _ in 0..4 {
            let at = self.at;
            let digit = self
                .next()
                .and_then(|c| char::from(c).to_digit(16))
                .ok_or(CanonError::Syntax { at })?;
            code = code << 4 | digit;
        }
        Ok(code)
    }
}
