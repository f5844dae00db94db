//! Charts drawn on the server: bars and lines with direct labels, and the same numbers as a table.
//!
//! Positions are percentages, so that a chart fills any width and its letters keep their size.

/// A chart with everything a reader needs beside the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// The finding, as a sentence.
    pub title: String,
    /// What the picture shows, for those who do not see it.
    pub alt: String,
    /// Heading of the labels, such as the month.
    pub label_heading: String,
    /// Heading of the values, with their unit.
    pub value_heading: String,
    /// Where the numbers come from and until when.
    pub source: String,
    /// The picture.
    pub shape: Shape,
}

/// The picture of a chart.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Horizontal bars, for things compared.
    Bars(Vec<Bar>),
    /// A line, for one thing over time.
    Line(Vec<Dot>),
    /// A line with what it is judged by.
    Trend(Trend),
}

/// A line over time with the mean so far and its limits.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// The values.
    pub dots: Vec<Dot>,
    /// The mean, as points of a polyline.
    pub mean: String,
    /// The limits, as points of a polygon.
    pub limits: String,
}

/// A number with what it is judged by.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The number.
    pub point: Point,
    /// The mean so far.
    pub mean: f64,
    /// Below this it is unusual, and above that.
    pub limits: (f64, f64),
    /// Whether it is unusual.
    pub signal: bool,
}

/// One number to draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// What it belongs to.
    pub label: String,
    /// Its size; not negative.
    pub value: f64,
    /// The number as it is written.
    pub written: String,
    /// Its uncertainty, low and high.
    pub interval: Option<(f64, f64)>,
    /// More about it, for the table.
    pub note: String,
}

/// A drawn bar; lengths and places are percent of the width.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// The number.
    pub point: Point,
    /// Length of the bar.
    pub length: f64,
    /// Where its written value starts.
    pub value_at: f64,
    /// The whisker of its interval.
    pub whisker: Option<(f64, f64)>,
    /// Its distance from the top in pixels.
    pub top: usize,
}

/// A drawn point of a line; places are percent of width and height.
#[derive(Debug, Clone, PartialEq)]
pub struct Dot {
    /// The number.
    pub point: Point,
    /// Its place from the left.
    pub x: f64,
    /// Its place from the top.
    pub y: f64,
    /// Whether its value is written beside it: the first, the last, the highest and the lowest are.
    pub named: bool,
    /// Whether it is unusual, which a shape of its own says.
    pub signal: bool,
}

/// Height of one bar with its label, in pixels.
const BAR_ROW: usize = 52;
/// The longest bar, in percent: what is left of the width holds its written value.
const LONGEST: f64 = 78.0;

/// Bars from zero; their lengths can be compared because the scale starts there.
pub fn bars(points: Vec<Point>) -> Shape {
    let reach = |p: &Point| p.interval.map_or(p.value, |(_, high)| high.max(p.value));
    let most = points.iter().map(reach).fold(0.0, f64::max);
    let scale = |value: f64| {
        if most > 0.0 {
            round(value.max(0.0) / most * LONGEST)
        } else {
            0.0
        }
    };
    let bar = |(row, point): (usize, Point)| Bar {
        length: scale(point.value),
        value_at: scale(reach(&point)),
        whisker: point.interval.map(|(low, high)| (scale(low), scale(high))),
        top: row * BAR_ROW,
        point,
    };
    Shape::Bars(points.into_iter().enumerate().map(bar).collect())
}

/// A line over points at equal distances, from zero up.
pub fn line(points: Vec<Point>) -> Shape {
    let most = points.iter().map(|p| p.value).fold(0.0, f64::max);
    let least = points.iter().map(|p| p.value).fold(f64::INFINITY, f64::min);
    let last = points.len().saturating_sub(1);
    let mut seen = (false, false);
    let dot = |(at, point): (usize, Point)| {
        let highest = point.value >= most && !std::mem::replace(&mut seen.0, point.value >= most);
        let lowest = point.value <= least && !std::mem::replace(&mut seen.1, point.value <= least);
        Dot {
            x: across(at, last),
            y: down(point.value, most),
            named: at == 0 || at == last || highest || lowest,
            signal: false,
            point,
        }
    };
    Shape::Line(points.into_iter().enumerate().map(dot).collect())
}

/// A line over points at equal distances with the mean so far and its limits; what is unusual is named and has a
/// shape of its own.
pub fn trend(points: Vec<Judged>) -> Shape {
    let reach = |judged: &Judged| judged.point.value.max(judged.limits.1);
    let most = points.iter().map(reach).fold(0.0, f64::max);
    let last = points.len().saturating_sub(1);
    let path = |height: &dyn Fn(&Judged) -> f64, reversed: bool| {
        let at = |(at, judged)| format!("{},{}", across(at, last), down(height(judged), most));
        let mut path: Vec<String> = points.iter().enumerate().map(at).collect();
        if reversed {
            path.reverse();
        }
        path.join(" ")
    };
    let mean = path(&|judged| judged.mean, false);
    let upper = path(&|judged| judged.limits.1, false);
    let lower = path(&|judged| judged.limits.0, true);
    let dot = |(at, judged): (usize, Judged)| Dot {
        x: across(at, last),
        y: down(judged.point.value, most),
        named: at == 0 || at == last || judged.signal,
        signal: judged.signal,
        point: judged.point,
    };
    Shape::Trend(Trend {
        limits: format!("{upper} {lower}"),
        mean,
        dots: points.into_iter().enumerate().map(dot).collect(),
    })
}

/// The place of a point from the left.
fn across(at: usize, last: usize) -> f64 {
    round(percent(at, last).mul_add(0.88, 4.0))
}

/// The place of a value from the top; nought stands on the axis.
fn down(value: f64, most: f64) -> f64 {
    let share = if most > 0.0 { value / most } else { 0.0 };
    round(share.mul_add(-76.0, 92.0))
}

impl Chart {
    /// The numbers, in the order drawn.
    pub fn points(&self) -> Vec<&Point> {
        match &self.shape {
            Shape::Bars(bars) => bars.iter().map(|bar| &bar.point).collect(),
            Shape::Line(dots) | Shape::Trend(Trend { dots, .. }) => {
                dots.iter().map(|dot| &dot.point).collect()
            }
        }
    }

    /// Whether any number has an interval.
    pub fn has_intervals(&self) -> bool {
        self.points().iter().any(|point| point.interval.is_some())
    }

    /// Height of the picture in pixels.
    pub fn height(&self) -> usize {
        match &self.shape {
            Shape::Bars(bars) => bars.len() * BAR_ROW,
            Shape::Line(_) | Shape::Trend(_) => 220,
        }
    }
}

impl Point {
    /// A number without interval.
    pub fn new(label: impl Into<String>, value: f64, written: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value,
            written: written.into(),
            interval: None,
            note: String::new(),
        }
    }

    /// The same number with its uncertainty.
    #[must_use]
    pub const fn between(mut self, low: f64, high: f64) -> Self {
        self.interval = Some((low, high));
        self
    }
}

/// The `points` attribute of a polyline on a field of 100 by 100.
pub fn polyline(dots: &[Dot]) -> String {
    let pairs = dots.iter().map(|dot| format!("{},{}", dot.x, dot.y));
    pairs.collect::<Vec<_>>().join(" ")
}

/// Where a step is between the first and the last, in percent.
fn percent(at: usize, last: usize) -> f64 {
    let at = u32::try_from(at).map_or(f64::MAX, f64::from);
    let last = u32::try_from(last.max(1)).map_or(f64::MAX, f64::from);
    at / last * 100.0
}

/// Two decimals are finer than a pixel.
fn round(percent: f64) -> f64 {
    (percent * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_go_there_and_back_and_what_is_unusual_is_named() {
        let judged = |value, signal| Judged {
            point: Point::new("", value, ""),
            mean: 1.0,
            limits: (0.0, 2.0),
            signal,
        };
        let points = vec![judged(1.0, false), judged(4.0, true), judged(1.0, false)];
        let Shape::Trend(drawn) = trend(points) else {
            panic!("not a trend")
        };
        assert_eq!(drawn.mean, "4,73 48,73 92,73");
        assert_eq!(drawn.limits, "4,54 48,54 92,54 92,92 48,92 4,92");
        assert_eq!((drawn.dots[1].y, drawn.dots[1].named), (16.0, true));
    }

    #[test]
    fn bars_start_at_zero_and_leave_room_for_their_value() {
        let Shape::Bars(bars) = bars(vec![
            Point::new("a", 50.0, "50"),
            Point::new("b", 100.0, "100"),
            Point::new("c", 0.0, "0"),
        ]) else {
            panic!("not bars")
        };
        let lengths: Vec<f64> = bars.iter().map(|bar| bar.length).collect();
        assert_eq!(lengths, [39.0, 78.0, 0.0]);
    }

    #[test]
    fn nothing_to_draw_is_no_division_by_zero() {
        assert_eq!(bars(Vec::new()), Shape::Bars(Vec::new()));
        let Shape::Line(dots) = line(vec![Point::new("a", 0.0, "0")]) else {
            panic!("not a line")
        };
        assert!(
            dots.iter()
                .all(|dot| dot.x.is_finite() && dot.y.is_finite())
        );
    }
}
