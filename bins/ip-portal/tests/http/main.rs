//! The portal through its real router: what a browser sends and what it gets back.

mod desk;
mod door;
mod forms;
mod shell;
mod texts;
