//! The portal through its real router: what a browser sends and what it gets back.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod api;
mod cases;
mod consult;
mod desk;
mod door;
mod faces;
mod fees;
mod forms;
mod guards;
mod keys;
mod lifecycle;
mod lists;
mod look;
mod matters;
mod national;
mod office;
mod openapi;
mod oversight;
mod proof;
mod register;
mod repairs;
mod reviews;
mod sharing;
mod shell;
mod texts;
mod together;
mod tools;
mod trust;
