//! A visitor that speaks plain HTTP: cookies are kept, the token of a form is sent back.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// What was answered.
pub struct Answer {
    pub status: u16,
    pub location: Option<String>,
    pub body: String,
}

/// A visitor with cookies.
#[derive(Clone, Default)]
pub struct Visitor {
    cookies: BTreeMap<String, String>,
}

impl Visitor {
    /// Asks for a page.
    pub fn get(&mut self, address: SocketAddr, path: &str) -> io::Result<Answer> {
        self.ask(address, "GET", path, "")
    }

    /// Reads a page for its token, then sends a form.
    pub fn send(
        &mut self,
        address: SocketAddr,
        page: &str,
        to: &str,
        pairs: &[(&str, &str)],
    ) -> io::Result<Answer> {
        let form = self.get(address, page)?.body;
        let token = form.split("name=\"token\" value=\"").nth(1);
        let token = token
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_default();
        let all = pairs.iter().copied().chain([("token", token)]);
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(all)
            .finish();
        self.ask(address, "POST", to, &body)
    }

    fn ask(
        &mut self,
        address: SocketAddr,
        method: &str,
        path: &str,
        body: &str,
    ) -> io::Result<Answer> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncookie: {}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            cookies.join("; "),
            body.len()
        )?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        let cut = || io::Error::new(io::ErrorKind::UnexpectedEof, "the answer was cut off");
        let (head, body) = text.split_once("\r\n\r\n").ok_or_else(cut)?;
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|s| s.parse().ok())
            .ok_or_else(cut)?;
        let mut location = None;
        for line in head.lines() {
            match line.split_once(": ") {
                Some(("location", value)) => location = Some(value.to_owned()),
                Some(("set-cookie", value)) => {
                    let pair = value.split(';').next().unwrap_or_default();
                    if let Some((name, value)) = pair.split_once('=') {
                        self.cookies.insert(name.to_owned(), value.to_owned());
                    }
                }
                _ => {}
            }
        }
        Ok(Answer {
            status,
            location,
            body: body.to_owned(),
        })
    }
}
