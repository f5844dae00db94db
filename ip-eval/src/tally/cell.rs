//! One cell: how many of each, signed.

use alloc::string::String;
use core::fmt::Write as _;
use core::ops::{AddAssign, Neg, SubAssign};

use serde::{Deserialize, Serialize};

use crate::level::PerLevel;

macro_rules! cell {
    ($($(#[$doc:meta])* $name:ident: $kind:ty),* $(,)?) => {
        /// Counts of one combination of dimensions; adding is the only operation.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[serde(rename_all = "camelCase", deny_unknown_fields, default)]
        pub struct Cell {
            $($(#[$doc])* pub $name: $kind,)*
        }

        impl AddAssign for Cell {
            fn add_assign(&mut self, other: Self) {
                $(self.$name.plus(other.$name);)*
            }
        }

        impl Neg for Cell {
            type Output = Self;

            fn neg(self) -> Self {
                Self { $($name: self.$name.minus(),)* }
            }
        }

        impl Cell {
            /// Whether nothing is counted.
            pub fn is_zero(&self) -> bool {
                *self == Self::default()
            }

            /// The counts in a fixed order, for hashing.
            pub(crate) fn write(&self, text: &mut String) {
                $(self.$name.write(text);)*
            }
        }
    };
}

/// A count, or a list of counts. Sums wrap rather than fail, which keeps addition a group; no real
/// population comes near the edge.
trait Count: Copy {
    fn plus(&mut self, other: Self);
    fn minus(self) -> Self;
    fn write(self, text: &mut String);
}

impl Count for i64 {
    fn plus(&mut self, other: Self) {
        *self = self.wrapping_add(other);
    }

    fn minus(self) -> Self {
        self.wrapping_neg()
    }

    fn write(self, text: &mut String) {
        // Writing into a String cannot fail.
        let _ = write!(text, ",{self}");
    }
}

impl Count for PerLevel<i64> {
    fn plus(&mut self, other: Self) {
        self.0
            .iter_mut()
            .zip(other.0)
            .for_each(|(mine, theirs)| mine.plus(theirs));
    }

    fn minus(self) -> Self {
        Self(self.0.map(Count::minus))
    }

    fn write(self, text: &mut String) {
        self.0.into_iter().for_each(|n| n.write(text));
    }
}

cell! {
    /// Services that could be reviewed.
    services: i64,
    /// Reviews that people gave and that count.
    active: PerLevel<i64>,
    /// Reviews entered by default that count.
    defaults: PerLevel<i64>,
    /// Supplementary reviews that count; never mixed with the others.
    supplementary: PerLevel<i64>,
    /// Services that somebody reviewed with a review that counts; on the service's own day and channel.
    reviewed: i64,
    /// Services for which a default review counts; on the service's own day and channel.
    defaulted: i64,
    /// First reviews set aside for a person to look at.
    held: PerLevel<i64>,
    /// First reviews found void.
    voided: PerLevel<i64>,
    /// Supplementary reviews set aside.
    supplementary_held: PerLevel<i64>,
    /// Supplementary reviews found void.
    supplementary_voided: PerLevel<i64>,
    /// General comments (综合点评); no rate has them.
    comments: i64,
    /// Supervisory checks (监督查评); no rate has them.
    checks: i64,
    /// Of these two, with a bad level.
    remarks: i64,
    /// Cases opened and not void.
    cases: i64,
    /// Of these, with a real name.
    named: i64,
    /// Real-name cases whose reviewer was answered.
    answered: i64,
    /// Cases whose rectification was approved and not taken up again.
    rectified: i64,
    /// Cases in which nothing was put right, and an explanation approved.
    explained: i64,
    /// Cases whose clocks stood still for a time.
    paused: i64,
    /// Rectifications in time, with nothing left to do again.
    met: i64,
    /// Rectifications late, done or not.
    missed: i64,
    /// Real-name cases revisited and reached.
    revisited: i64,
    /// Answers heard in revisits, the first of each round.
    heard: i64,
    /// Of these, satisfied with the rectification.
    satisfied: i64,
    /// Cases ended because nobody could be reached.
    unreachable: i64,
    /// Cases taken up again.
    reopened: i64,
    /// Cases of reviews that are not bad and are revisited all the same; no rate has them.
    followed: i64,
}

impl SubAssign for Cell {
    fn sub_assign(&mut self, other: Self) {
        *self += -other;
    }
}
