//! What may be shown to the public: a text that a second person cleared, without anybody's number or address.

use ip_core::problem::Problem;
use ip_eval::rectify::Change;

use crate::actor::Actor;
use crate::app::App;
use crate::error::AppError;

impl App {
    /// Whether a text may be shown: nothing in it looks like a person's number or address, and whoever approved the
    /// answer is not the one who cleared the text.
    pub(super) async fn publishable(
        &self,
        actor: &Actor,
        id: &str,
        text: &str,
    ) -> Result<(), AppError> {
        if let Some(found) = personal(text) {
            let problem = Problem::new("app.publish.personal").at("/fields/text");
            return Err(problem.found(found).into());
        }
        let history = self.rectification(id).await?.history;
        let answered = history.iter().rev().find_map(|event| {
            let answered = matches!(event.change, Change::FedBack { .. });
            answered.then(|| event.by.id.clone())
        });
        if answered.is_some_and(|by| by.as_str() == actor.account) {
            return Err(Problem::new("app.publish.same-person").into());
        }
        Ok(())
    }
}

/// What in a text looks like personal data, without quoting it: a run of seven digits or more, also with spaces and
/// hyphens between, or a mail address.
fn personal(text: &str) -> Option<&'static str> {
    let mut run = 0;
    for letter in text.chars() {
        match letter {
            '@' => return Some("@"),
            letter if letter.is_numeric() => run += 1,
            ' ' | '-' | '－' | '　' => {}
            _ => run = 0,
        }
        if run >= 7 {
            return Some("0000000");
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::personal;

    #[test]
    fn numbers_and_addresses_of_people_are_seen_and_days_and_rooms_are_not() {
        for told in [
            "电话13900000001",
            "call 139-0000 0001",
            "id 11010119900307123X",
            "a@b.cn",
            "卡号１２３４５６７",
        ] {
            assert!(personal(told).is_some(), "{told}");
        }
        for plain in ["2026年3月5日改正", "3楼12号窗口，已答复", ""] {
            assert!(personal(plain).is_none(), "{plain}");
        }
    }
}
