//! A day typed in three boxes, read tolerantly.

use chrono::NaiveDate;

/// What was typed in the boxes of a date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DateText {
    /// Year box.
    pub year: String,
    /// Month box.
    pub month: String,
    /// Day box.
    pub day: String,
}

/// Why a date cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateError {
    /// Nothing was typed.
    Empty,
    /// A box is empty or holds something else than a number.
    Box(DateBox),
    /// There is no such day, such as 30 February.
    NoSuchDay,
}

/// A box of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateBox {
    /// The year.
    Year,
    /// The month.
    Month,
    /// The day.
    Day,
}

impl DateBox {
    /// Last part of the box's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
        }
    }
}

impl DateText {
    /// The boxes of a date field among what was sent.
    pub fn read(pairs: &[(String, String)], name: &str) -> Self {
        let typed = |part: &str| {
            let wanted = format!("{name}-{part}");
            let found = pairs.iter().find(|(key, _)| *key == wanted);
            found.map_or_else(String::new, |(_, value)| value.clone())
        };
        Self {
            year: typed("year"),
            month: typed("month"),
            day: typed("day"),
        }
    }

    /// The boxes of a known day.
    pub fn of(date: NaiveDate) -> Self {
        Self {
            year: date.format("%Y").to_string(),
            month: date.format("%-m").to_string(),
            day: date.format("%-d").to_string(),
        }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        [&self.year, &self.month, &self.day]
            .iter()
            .all(|text| text.trim().is_empty())
    }

    /// The day. Full-width digits, spaces, `年月日` and a whole date pasted into the first box
    /// (`2026-03-05`, `2026年3月5日`, `20260305`) are understood.
    ///
    /// # Errors
    ///
    /// A box holds no number, or there is no such day.
    ///
    /// ```
    /// use ip_portal::form::date::DateText;
    /// let typed = DateText { year: "２０２６年".into(), month: " 3".into(), day: "05日".into() };
    /// assert_eq!(typed.date().map(|day| day.to_string()), Ok("2026-03-05".to_string()));
    /// ```
    pub fn date(&self) -> Result<NaiveDate, DateError> {
        if self.is_empty() {
            return Err(DateError::Empty);
        }
        let numbers = |text: &str| -> Vec<String> {
            let plain: String = text.chars().map(half_width).collect();
            plain
                .split(|c: char| !c.is_ascii_digit())
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let year = numbers(&self.year);
        let pasted = self.month.trim().is_empty() && self.day.trim().is_empty();
        let parts = match (pasted, year.as_slice()) {
            (true, [year, month, day]) => [year.clone(), month.clone(), day.clone()],
            (true, [all]) if all.len() == 8 => {
                let part = |from, to| all.get(from..to).unwrap_or_default().to_owned();
                [part(0, 4), part(4, 6), part(6, 8)]
            }
            _ => {
                let one = |text: &str, which: DateBox| match numbers(text).as_slice() {
                    [number] => Ok(number.clone()),
                    _ => Err(DateError::Box(which)),
                };
                [
                    one(&self.year, DateBox::Year)?,
                    one(&self.month, DateBox::Month)?,
                    one(&self.day, DateBox::Day)?,
                ]
            }
        };
        let [year, month, day] = parts;
        // Two digits are no year: nobody can tell the century.
        if year.len() != 4 {
            return Err(DateError::Box(DateBox::Year));
        }
        let year = year.parse().map_err(|_| DateError::Box(DateBox::Year))?;
        let month = month.parse().map_err(|_| DateError::Box(DateBox::Month))?;
        let day = day.parse().map_err(|_| DateError::Box(DateBox::Day))?;
        if !(1..=12).contains(&month) {
            return Err(DateError::Box(DateBox::Month));
        }
        NaiveDate::from_ymd_opt(year, month, day).ok_or(DateError::NoSuchDay)
    }

    /// Name of the box to mend first.
    pub fn wrong_box(&self) -> &'static str {
        match self.date() {
            Err(DateError::Box(which)) => which.name(),
            Err(DateError::NoSuchDay) => DateBox::Day.name(),
            Ok(_) | Err(DateError::Empty) => DateBox::Year.name(),
        }
    }
}

impl DateError {
    /// Key of what to tell the person.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Empty => "date-error-empty",
            Self::Box(DateBox::Year) => "date-error-year",
            Self::Box(DateBox::Month) => "date-error-month",
            Self::Box(DateBox::Day) => "date-error-day",
            Self::NoSuchDay => "date-error-no-such-day",
        }
    }
}

/// A full-width digit, as Chinese keyboards write it, as an ordinary one.
fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(year: &str, month: &str, day: &str) -> Result<String, DateError> {
        let text = DateText {
            year: year.into(),
            month: month.into(),
            day: day.into(),
        };
        text.date().map(|date| date.to_string())
    }

    #[test]
    fn what_people_type_is_understood() {
        for (year, month, day) in [
            ("2026", "3", "5"),
            ("2026 ", "03", "05"),
            ("2026年", "3月", "5日"),
            ("2026-03-05", "", ""),
            ("2026年3月5日", "", ""),
            ("20260305", "", " "),
        ] {
            assert_eq!(typed(year, month, day).as_deref(), Ok("2026-03-05"));
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(typed("", "", ""), Err(DateError::Empty));
        assert_eq!(typed("26", "3", "5"), Err(DateError::Box(DateBox::Year)));
        assert_eq!(
            typed("2026", "13", "5"),
            Err(DateError::Box(DateBox::Month))
        );
        assert_eq!(typed("2026", "3", ""), Err(DateError::Box(DateBox::Day)));
        assert_eq!(typed("2026", "2", "29"), Err(DateError::NoSuchDay));
        assert_eq!(typed("2026", "", "5"), Err(DateError::Box(DateBox::Month)));
    }
}
