//! Tables for eyes.

use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};

/// A line below the head, and nothing else between the words.
const STYLE: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// A table with a head.
pub fn rows<H, R, C>(head: H, rows: R) -> String
where
    H: IntoIterator<Item: ToString>,
    R: IntoIterator<Item = C>,
    C: IntoIterator<Item: ToString>,
{
    let mut table = plain();
    table.set_header(head.into_iter().map(|cell| cell.to_string()));
    for row in rows {
        table.add_row(row.into_iter().map(|cell| cell.to_string()));
    }
    table.to_string()
}

/// Names with their values; a value that is empty is left out.
pub fn pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let mut table = plain();
    for (name, value) in pairs {
        if !value.is_empty() {
            table.add_row([name, &value]);
        }
    }
    table.to_string()
}

fn plain() -> Table {
    let mut table = Table::new();
    table
        .load_style(STYLE)
        .set_content_arrangement(ContentArrangement::Dynamic);
    table
}
