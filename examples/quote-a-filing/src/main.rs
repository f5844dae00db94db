//! What it costs to file an invention with fifteen claims, each line with its reason in law.

use std::error::Error;

use ip_core::text::Lang;
use ip_fees::engine::Engine;
use ip_fees::request::Request;

fn main() -> Result<(), Box<dyn Error>> {
    let engine = Engine::builtin()?;
    let request = Request::from_json(
        br#"{
            "date": "2025-03-10",
            "reduction": "85",
            "acts": [{"act": "patent.file", "right": "invention", "claims": 15, "pages": 40, "priorities": 1}]
        }"#,
    )?;
    let quote = engine.quote(&request)?;
    for line in &quote.lines {
        let amount = line.amount.to_string();
        println!("{amount:>8}  {} = {}", line.title(Lang::En), line.figures());
        for law in line.basis() {
            let article = law.article.as_deref().unwrap_or("as a whole");
            println!("          {}, {article}", law.id);
        }
    }
    for total in quote.totals() {
        let amount = total.amount.to_string();
        println!("{amount:>8}  in all");
    }
    Ok(())
}
