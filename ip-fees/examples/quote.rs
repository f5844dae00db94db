//! Reads a request from standard input and prints the quote as JSON.
//!
//! `echo '{"date": "2025-03-10", "acts": [{"act": "gi.apply"}]}' | cargo run --example quote`

use std::error::Error;
use std::io::Read;

use ip_core::text::Lang;
use ip_fees::engine::Engine;
use ip_fees::request::Request;

fn main() -> Result<(), Box<dyn Error>> {
    let mut text = Vec::new();
    std::io::stdin().read_to_end(&mut text)?;
    let engine = Engine::builtin()?;
    let request = Request::from_json(&text)?;
    let quote = engine.quote(&request)?;
    println!(
        "{}",
        serde_json::to_string_pretty(&quote.in_lang(Lang::Zh))?
    );
    Ok(())
}
