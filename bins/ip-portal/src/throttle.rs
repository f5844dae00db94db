//! A brake on guessing passwords: after some failures the same place must wait.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Failures that are free within one window.
const FREE: u32 = 5;
/// Failures from one address, whatever the login, that are free within one window.
const FREE_PER_ADDRESS: u32 = 30;
/// Seconds a window lasts.
const WINDOW: u64 = 5 * 60;
/// Entries above which ended windows are forgotten.
const SWEEP_AT: usize = 4096;

type Key = (IpAddr, Option<String>);

/// Counts failed sign-ins by address, and by address and login.
#[derive(Debug, Default)]
pub struct Throttle {
    failures: Mutex<HashMap<Key, Window>>,
}

#[derive(Debug, Clone, Copy)]
struct Window {
    count: u32,
    ends: u64,
}

impl Throttle {
    /// Seconds to wait before this login may be tried again from this address; 0 for now.
    pub fn wait(&self, from: IpAddr, login: &str, now: u64) -> u64 {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let left = |key: &Key, free: u32| match failures.get(key) {
            Some(window) if window.count >= free => window.ends.saturating_sub(now),
            _ => 0,
        };
        let of_login = left(&(from, Some(login.to_owned())), FREE);
        of_login.max(left(&(from, None), FREE_PER_ADDRESS))
    }

    /// Notes a failure.
    pub fn failed(&self, from: IpAddr, login: &str, now: u64) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= SWEEP_AT {
            failures.retain(|_, window| window.ends > now);
        }
        for key in [(from, Some(login.to_owned())), (from, None)] {
            let window = failures.entry(key).or_insert(Window { count: 0, ends: 0 });
            if window.ends <= now {
                *window = Window {
                    count: 0,
                    ends: now.saturating_add(WINDOW),
                };
            }
            window.count = window.count.saturating_add(1);
        }
    }

    /// Forgets the failures of a login that then succeeded.
    pub fn succeeded(&self, from: IpAddr, login: &str) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.remove(&(from, Some(login.to_owned())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_try_waits_and_another_login_does_not() {
        let throttle = Throttle::default();
        let home = IpAddr::from([127, 0, 0, 1]);
        for _ in 0..FREE {
            assert_eq!(throttle.wait(home, "clerk", 100), 0);
            throttle.failed(home, "clerk", 100);
        }
        assert_eq!(throttle.wait(home, "clerk", 100), WINDOW);
        assert_eq!(throttle.wait(home, "person", 100), 0);
        assert_eq!(throttle.wait(home, "clerk", 100 + WINDOW), 0);
    }

    #[test]
    fn many_logins_from_one_address_wait_too() {
        let throttle = Throttle::default();
        let home = IpAddr::from([127, 0, 0, 1]);
        for n in 0..FREE_PER_ADDRESS {
            throttle.failed(home, &format!("guess-{n}"), 0);
        }
        assert!(throttle.wait(home, "clerk", 0) > 0);
    }
}
