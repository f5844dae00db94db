//! The web portal and HTTP API of inclusive intellectual-property services.
//!
//! One program, one data folder, server-rendered pages that work without script. The rules live in
//! the domain crates and the flows in `ip-app`; this crate is the door: arguments, accounts, pages.
//!
//! | room | what it holds |
//! |---|---|
//! | [`cli`], [`boot`], [`keys`], [`failure`] | arguments, start and stop, the keys of the offices, exit statuses |
//! | [`data_dir`], [`account`], [`session`], [`tokens`], [`throttle`] | what is kept, who may enter |
//! | [`library`], [`issuers`] | the catalogue, the pack, the laws, the keys of the offices: read at the start |
//! | [`state`], [`viewer`], [`layer`], [`fault`] | what every request meets |
//! | [`i18n`], [`asset`], [`when`] | texts, files for the browser, written dates |
//! | [`view`], [`form`], [`download`], [`faces`] | components of pages, forms with their errors, files to take away, drawn certificates |
//! | [`pages`], [`api`] | the pages and the JSON API, one file a family |

pub mod account;
pub mod api;
pub mod asset;
pub mod boot;
pub mod cli;
pub mod data_dir;
pub mod download;
pub mod faces;
pub mod failure;
pub mod fault;
pub mod form;
pub mod i18n;
pub mod issuers;
pub mod keys;
pub mod layer;
pub mod library;
pub mod pages;
pub mod session;
pub mod state;
pub mod throttle;
pub mod tokens;
pub mod view;
pub mod viewer;
pub mod when;
