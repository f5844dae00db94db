//! Check characters (校验码): ISO 7064 (GB/T 17710) pure and hybrid, mod 31, mod 11 of ZC 0006, GB 11714.
//!
//! Values are what a character stands for: `0`–`9` are 0–9, `A`–`Z` are 10–35.

/// The value of `0`–`9`, `A`–`Z`.
pub const fn alphanumeric(c: u8) -> Option<u32> {
    match c {
        b'0'..=b'9' => Some((c - b'0') as u32),
        b'A'..=b'Z' => Some((c - b'A') as u32 + 10),
        _ => None,
    }
}

/// The character of a value from 0 to 35.
const fn symbol(value: u32) -> char {
    match value {
        0..=9 => (b'0' + value as u8) as char,
        _ => (b'A' + (value - 10) as u8) as char,
    }
}

/// A pure system of ISO 7064: one modulus, one radix, one or two check characters.
///
/// ```
/// use ip_core::id::check_char::MOD_11_2;
/// assert_eq!(MOD_11_2.compute(b"0794"), Some(['0', '\0'])); // the standard's sample 07940
/// assert!(MOD_11_2.verify(b"07940"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pure {
    modulus: u32,
    radix: u32,
    /// Characters of the body: values below this.
    alphabet: u32,
    /// The extra character for the value one above the alphabet.
    extra: Option<char>,
    /// One or two check characters.
    length: usize,
    /// The value of the first character of the alphabet: 0, or 10 where it has letters alone.
    shift: u32,
}

/// ISO 7064 MOD 11-2: digits, check `0`–`9` or `X` (resident identity numbers).
pub const MOD_11_2: Pure = Pure::new(11, 2, 10, Some('X'), 1);
/// ISO 7064 MOD 37-2: digits and letters, check also `*`.
pub const MOD_37_2: Pure = Pure::new(37, 2, 36, Some('*'), 1);
/// ISO 7064 MOD 97-10: digits, two check digits.
pub const MOD_97_10: Pure = Pure::new(97, 10, 10, None, 2);
/// ISO 7064 MOD 661-26: letters, two check letters.
pub const MOD_661_26: Pure = Pure::new(661, 26, 26, None, 2).of_letters();
/// ISO 7064 MOD 1271-36: digits and letters, two check characters.
pub const MOD_1271_36: Pure = Pure::new(1271, 36, 36, None, 2);

impl Pure {
    const fn new(
        modulus: u32,
        radix: u32,
        alphabet: u32,
        extra: Option<char>,
        length: usize,
    ) -> Self {
        Self {
            modulus,
            radix,
            alphabet,
            extra,
            length,
            shift: 0,
        }
    }

    const fn of_letters(self) -> Self {
        Self { shift: 10, ..self }
    }

    /// The check characters of a body (the second is `\0` in systems with one); `None` if a
    /// character is outside the alphabet.
    #[inline]
    pub fn compute(&self, body: &[u8]) -> Option<[char; 2]> {
        let mut p = 0;
        for &c in body {
            let value = alphanumeric(c)?
                .checked_sub(self.shift)
                .filter(|v| *v < self.alphabet)?;
            p = (p + value) * self.radix % self.modulus;
        }
        if self.length == 2 {
            p = p * self.radix % self.modulus;
        }
        let check = (self.modulus + 1 - p) % self.modulus;
        let symbol = |value| symbol(value + self.shift);
        Some(match (self.length, self.extra) {
            (2, _) => [symbol(check / self.radix), symbol(check % self.radix)],
            (_, Some(extra)) if check == self.alphabet => [extra, '\0'],
            _ => [symbol(check), '\0'],
        })
    }

    /// Whether the text ends with its check characters.
    pub fn verify(&self, text: &[u8]) -> bool {
        let Some((body, check)) = text
            .len()
            .checked_sub(self.length)
            .and_then(|at| text.split_at_checked(at))
        else {
            return false;
        };
        self.compute(body)
            .is_some_and(|right| check.iter().zip(right).all(|(c, r)| char::from(*c) == r))
    }
}

/// A hybrid system of ISO 7064: moduli M and M + 1, one check character of the same alphabet.
///
/// ```
/// use ip_core::id::check_char::MOD_11_10;
/// assert_eq!(MOD_11_10.compute(b"11010800000001"), Some('6')); // a business registration number
/// assert!(MOD_11_10.verify(b"110108000000016"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hybrid {
    /// The size of the alphabet, M.
    size: u8,
    /// The value of the first letter: 10, or 0 where the alphabet has letters alone.
    shift: u8,
    /// What each byte stands for; M for the dot between parts, which changes nothing.
    values: [u8; 256],
    /// The state after each value, under the state before it.
    ahead: Steps,
    /// The state before each value, under the state after it.
    back: Steps,
}

/// A state from 1 to M for each value and state.
type Steps = [[u8; 37]; 37];

/// ISO 7064 MOD 11,10: digits (business registration numbers, GS 15-2006).
pub static MOD_11_10: Hybrid = Hybrid::new(10, 0);
/// ISO 7064 MOD 27,26: letters.
pub static MOD_27_26: Hybrid = Hybrid::new(26, 10);
/// ISO 7064 MOD 37,36: digits and letters (electronic certificate identifiers, GB/T 36904).
pub static MOD_37_36: Hybrid = Hybrid::new(36, 0);

impl Hybrid {
    const fn new(size: u8, shift: u8) -> Self {
        let mut values = [u8::MAX; 256];
        let mut c = 0;
        while c < 128 {
            if let Some(value) = alphanumeric(c)
                && value >= shift as u32
                && value < (size + shift) as u32
            {
                values[c as usize] = value as u8 - shift;
            }
            c += 1;
        }
        values[b'.' as usize] = size;
        let (mut ahead, mut back) = ([[0; 37]; 37], [[0; 37]; 37]);
        let mut value = 0;
        while value <= size {
            let mut state = 1;
            while state <= size {
                let sum = match state + value {
                    sum if sum > size => sum - size,
                    sum => sum,
                };
                let next = match value == size {
                    true => state,
                    false => (sum * 2) % (size + 1),
                };
                ahead[value as usize][state as usize] = next;
                back[value as usize][next as usize] = state;
                state += 1;
            }
            value += 1;
        }
        Self {
            size,
            shift,
            values,
            ahead,
            back,
        }
    }

    /// One step of a walk; `None` if the byte stands for nothing.
    #[inline]
    fn step(&self, steps: &Steps, c: u8, state: u8) -> Option<u8> {
        let value = self.values[usize::from(c)];
        steps
            .get(usize::from(value))?
            .get(usize::from(state))
            .copied()
    }

    /// The check character of a body, whose parts dots may divide; `None` if another character is
    /// outside the alphabet.
    pub fn compute(&self, body: &[u8]) -> Option<char> {
        let state = body
            .iter()
            .try_fold(self.size, |state, c| self.step(&self.ahead, *c, state))?;
        let check = (self.size + 1 - state) % self.size;
        Some(symbol(u32::from(check + self.shift)))
    }

    /// Whether the text, whose parts dots may divide, ends with its check character.
    ///
    /// Each character maps the states one to one, so the text is walked from both ends at once and the
    /// two walks must meet: half the way for a processor that has to wait for every step.
    #[inline]
    pub fn verify(&self, text: &[u8]) -> bool {
        self.meets(text).unwrap_or(false)
    }

    /// Whether the walks meet; `None` where a character is outside the alphabet.
    #[inline]
    fn meets(&self, text: &[u8]) -> Option<bool> {
        let (&check, body) = text.split_last()?;
        let mut end = match self.values[usize::from(check)] {
            0 => 1,
            check if check < self.size => self.size + 1 - check,
            _ => return None,
        };
        let mut start = self.size;
        let (front, rear) = body.split_at(body.len() / 2);
        let mut rear = rear.iter().rev();
        for (&left, &right) in front.iter().zip(&mut rear) {
            start = self.step(&self.ahead, left, start)?;
            end = self.step(&self.back, right, end)?;
        }
        if let Some(&middle) = rear.next() {
            start = self.step(&self.ahead, middle, start)?;
        }
        Some(start == end)
    }
}

/// The check digit of a patent application number or layout-design number (`ZC 0006-2003`):
/// weights 2 to 9 over and over, modulus 11, `X` for ten; `None` if a character is no digit.
///
/// ```
/// use ip_core::id::check_char::weights_2_to_9;
/// assert_eq!(weights_2_to_9(b"201710601862"), Some('3'));
/// ```
pub fn weights_2_to_9(digits: &[u8]) -> Option<char> {
    let mut sum = 0;
    for (&c, at) in digits.iter().zip(0..) {
        sum += u32::from(c.checked_sub(b'0').filter(|d| *d < 10)?) * (2 + at % 8);
    }
    Some(match sum % 11 {
        10 => 'X',
        digit => symbol(digit),
    })
}

/// The check character of an organisation code (`GB 11714-1997`) over its eight characters.
///
/// ```
/// use ip_core::id::check_char::gb_11714;
/// assert_eq!(gb_11714(b"D2143569"), Some('X')); // the standard's sample
/// ```
pub fn gb_11714(body: &[u8]) -> Option<char> {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let mut sum = 0;
    for (&c, weight) in body.iter().zip(WEIGHTS) {
        sum += alphanumeric(c)? * weight;
    }
    Some(match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => symbol(digit),
    })
}

/// The characters of a unified social credit code in order of value: no I, O, S, V, Z.
pub const GB_32100_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

const GB_32100_VALUES: [u8; 128] = {
    let mut values = [u8::MAX; 128];
    let mut i = 0;
    while i < GB_32100_ALPHABET.len() {
        values[GB_32100_ALPHABET[i] as usize] = i as u8;
        i += 1;
    }
    values
};

/// The value of a character of a unified social credit code.
pub fn gb_32100_value(c: u8) -> Option<u32> {
    let value = *GB_32100_VALUES.get(usize::from(c))?;
    (value != u8::MAX).then_some(u32::from(value))
}

/// The check character of a unified social credit code (`GB 32100-2015`) over its 17 characters.
///
/// ```
/// use ip_core::id::check_char::gb_32100;
/// assert_eq!(gb_32100(b"91350100M000100Y4"), Some('3'));
/// ```
pub fn gb_32100(body: &[u8]) -> Option<char> {
    let mut sum = 0;
    let mut weight = 1;
    for &c in body {
        sum += gb_32100_value(c)? * weight;
        weight = weight * 3 % 31;
    }
    let at = (31 - sum % 31) % 31;
    GB_32100_ALPHABET.get(at as usize).map(|c| char::from(*c))
}
