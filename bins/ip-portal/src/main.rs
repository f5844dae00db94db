//! The HTTP API and the web portal.

fn main() {}
