//! Who is signed in: a signed cookie that expires, and the token every form carries.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Name of the cookie of someone signed in.
pub const SESSION_COOKIE: &str = "ip_session";
/// Name of the cookie that ties the forms of someone not signed in to their browser.
pub const VISIT_COOKIE: &str = "ip_visit";
/// Seconds until a session ends unless it is used: twelve hours, a working day with its edges.
pub const SESSION_SECONDS: u64 = 12 * 60 * 60;

/// The nonce of a session or visit: the forms of one cannot be sent from another.
pub type Nonce = [u8; 16];

/// Signs and checks session cookies and form tokens with a key of the data folder, so that a
/// restart keeps people signed in.
#[derive(Clone)]
pub struct Sessions {
    key: [u8; 32],
}

/// A session whose signature was right and whose time has not run out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose.
    pub login: String,
    /// Ties forms to this session.
    pub nonce: Nonce,
    /// Unix seconds when it ends.
    pub ends: u64,
}

impl Session {
    /// Whether half of its time has passed, so that a fresh cookie is due.
    pub const fn is_half_over(&self, now: u64) -> bool {
        self.ends.saturating_sub(now) < SESSION_SECONDS / 2
    }
}

impl Sessions {
    /// Sessions signed with this key.
    pub const fn new(key: [u8; 32]) -> Self {
        Self { key }
    }

    /// The cookie value of a session that starts now (Unix seconds).
    pub fn issue(&self, login: &str, nonce: &Nonce, now: u64) -> String {
        let body = format!(
            "{login}.{}.{}",
            hex(nonce),
            now.saturating_add(SESSION_SECONDS)
        );
        let tag = self.tag("session", body.as_bytes());
        format!("{body}.{}", hex(&tag))
    }

    /// The session of a cookie value, if it is ours and has not ended.
    pub fn read(&self, cookie: &str, now: u64) -> Option<Session> {
        let (body, tag) = cookie.rsplit_once('.')?;
        let tag: [u8; 32] = unhex(tag)?;
        self.mac("session", body.as_bytes())?
            .verify_slice(&tag)
            .ok()?;
        let mut parts = body.split('.');
        let (login, nonce, ends) = (parts.next()?, parts.next()?, parts.next()?);
        let session = Session {
            login: login.to_owned(),
            nonce: unhex(nonce)?,
            ends: ends.parse().ok()?,
        };
        (session.ends > now).then_some(session)
    }

    /// The token that the forms of this session or visit carry.
    pub fn form_token(&self, nonce: &Nonce) -> String {
        hex(&self.tag("form", nonce))
    }

    /// Whether a form came from this session or visit.
    pub fn is_form_token(&self, nonce: &Nonce, token: &str) -> bool {
        let checked = unhex::<32>(token)
            .and_then(|tag| Some(self.mac("form", nonce)?.verify_slice(&tag).is_ok()));
        checked.unwrap_or(false)
    }

    /// The code in a token of an account's programs, see [`crate::tokens`].
    pub fn api_code(&self, login: &str, id: &str) -> String {
        hex(&self.tag("api", format!("{login}\0{id}").as_bytes()))
    }

    /// The code of a link that is good without signing in.
    pub fn link_code(&self, link: &str) -> String {
        hex(&self.tag("link", link.as_bytes()))
    }

    /// Whether this is the code of a link.
    pub fn is_link_code(&self, link: &str, code: &str) -> bool {
        let checked = unhex::<32>(code).and_then(|tag| {
            Some(
                self.mac("link", link.as_bytes())?
                    .verify_slice(&tag)
                    .is_ok(),
            )
        });
        checked.unwrap_or(false)
    }

    /// The code with which a finished service can be reviewed without signing in: forty bits.
    pub fn review_code(&self, service: &str) -> String {
        hex(&self.tag("review", service.as_bytes()))
            .chars()
            .take(10)
            .collect()
    }

    /// Whether this is the code of a service.
    pub fn is_review_code(&self, service: &str, code: &str) -> bool {
        let own = self.review_code(service);
        let differ = own
            .bytes()
            .zip(code.bytes())
            .fold(0, |all, (a, b)| all | (a ^ b));
        own.len() == code.len() && differ == 0
    }

    /// Whether this is the code of a token.
    pub fn is_api_code(&self, login: &str, id: &str, code: &str) -> bool {
        let checked = unhex::<32>(code).and_then(|tag| {
            let message = format!("{login}\0{id}");
            let mac = self.mac("api", message.as_bytes())?;
            Some(mac.verify_slice(&tag).is_ok())
        });
        checked.unwrap_or(false)
    }

    fn mac(&self, purpose: &str, message: &[u8]) -> Option<Hmac<Sha256>> {
        // HMAC takes a key of any length, so this is always Some.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).ok()?;
        mac.update(purpose.as_bytes());
        mac.update(b"\0");
        mac.update(message);
        Some(mac)
    }

    fn tag(&self, purpose: &str, message: &[u8]) -> Vec<u8> {
        let mac = self.mac(purpose, message);
        mac.map(|mac| mac.finalize().into_bytes().to_vec())
            .unwrap_or_default()
    }
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Exactly `N` bytes from lower-case hexadecimal.
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != N.checked_mul(2)? {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let value = |digit: u8| match digit {
            b'0'..=b'9' => Some(digit - b'0'),
            b'a'..=b'f' => Some(digit - b'a' + 10),
            _ => None,
        };
        *byte = value(*pair.first()?)? << 4 | value(*pair.last()?)?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_holds_until_its_end_and_not_after_a_change() {
        let sessions = Sessions::new([7; 32]);
        let cookie = sessions.issue("clerk", &[1; 16], 1000);
        let session = sessions.read(&cookie, 1000).unwrap();
        assert_eq!(session.login, "clerk");
        assert!(sessions.read(&cookie, 999 + SESSION_SECONDS).is_some());
        assert!(sessions.read(&cookie, 1000 + SESSION_SECONDS).is_none());
        assert!(
            sessions
                .read(&cookie.replacen("clerk", "admin", 1), 1000)
                .is_none()
        );
        assert!(Sessions::new([8; 32]).read(&cookie, 1000).is_none());
    }

    #[test]
    fn a_form_belongs_to_one_visit_and_is_no_session() {
        let sessions = Sessions::new([7; 32]);
        let token = sessions.form_token(&[1; 16]);
        assert!(sessions.is_form_token(&[1; 16], &token));
        assert!(!sessions.is_form_token(&[2; 16], &token));
        assert!(!sessions.is_form_token(&[1; 16], ""));
        assert!(sessions.read(&format!("x.{}", token), 0).is_none());
    }
}
