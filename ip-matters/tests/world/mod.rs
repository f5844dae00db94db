//! The demonstration city as a test bench: load it once, run commands on days.
#![allow(dead_code, clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ip_core::calendar::Calendar;
use ip_matters::case::{
    Case, ClockName, ClockView, Command, Context, Event, Guard, Queue, Reference, Refusal, decide,
    evolve,
};
use ip_matters::catalogue::Catalogue;
use ip_matters::entry::Entry;
use ip_matters::matter::Channel;
use ip_matters::pack::Pack;
use ip_matters::regime::Rules;

pub struct World {
    pub rules: Rules,
    pub calendar: Calendar,
    pub pack: Pack,
    pub catalogue: Catalogue,
}

pub fn reference(text: &str) -> Reference {
    text.parse().unwrap()
}

pub fn materials(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(ToString::to_string).collect()
}

/// The demonstration city's files: path within the folder and content.
pub fn demo_files() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bins/ip-portal/pack/demo-city");
    let mut files = Vec::new();
    for folder in ["", "matters"] {
        for file in fs::read_dir(root.join(folder)).unwrap() {
            let path = file.unwrap().path();
            if path.is_file() {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
                files.push((name.to_string(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

impl World {
    pub fn new() -> Self {
        let catalogue = Catalogue::baseline().unwrap();
        let files = demo_files();
        let files = files.iter().map(|(k, v)| (k.as_str(), v.as_str()));
        Self {
            rules: Rules::builtin().unwrap(),
            calendar: Calendar::builtin().unwrap(),
            pack: Pack::from_files(&catalogue, files).unwrap(),
            catalogue,
        }
    }

    /// A case of this matter; its entry is open on every day.
    pub fn story(&self, matter: &str) -> Story<'_> {
        let mut entry = self.pack.entry(matter).unwrap().clone();
        entry.effective = None;
        self.story_of(entry)
    }

    /// A case under this entry.
    pub fn story_of(&self, entry: Entry) -> Story<'_> {
        Story {
            world: self,
            entry,
            case: Case::new(),
            events: Vec::new(),
            excluded: false,
            barred: None,
            queue: None,
        }
    }
}

#[derive(Clone)]
pub struct Story<'a> {
    pub world: &'a World,
    pub entry: Entry,
    pub case: Case,
    pub events: Vec<Event>,
    pub excluded: bool,
    pub barred: Option<chrono::NaiveDate>,
    pub queue: Option<Queue>,
}

impl Story<'_> {
    pub fn context(&self, day: &str) -> Context<'_> {
        Context {
            now: format!("{day}T10:00:00+08:00").parse().unwrap(),
            rules: &self.world.rules,
            calendar: &self.world.calendar,
            entry: &self.entry,
            excluded: self.excluded,
            barred: self.barred,
            queue: self.queue,
        }
    }

    pub fn submission(&self, brought: &[&str]) -> Command {
        Command::Submit {
            number: reference("case:1"),
            matter: self.entry.matter.id.clone(),
            applicant: reference("party:1"),
            agent: None,
            situation: None,
            channel: if self.entry.channels.contains(&Channel::Online) {
                Channel::Online
            } else {
                Channel::Window
            },
            materials: materials(brought),
            intake: None,
            lower: None,
        }
    }

    pub fn submit(&mut self, day: &str, brought: &[&str]) {
        let command = self.submission(brought);
        self.run(day, command);
    }

    pub fn run(&mut self, day: &str, command: Command) -> Vec<Event> {
        let context = self.context(day);
        let events = decide(&self.case, &command, &context)
            .unwrap_or_else(|refusal| panic!("{day} {command:?}: {refusal}"));
        for event in &events {
            self.case = evolve(std::mem::take(&mut self.case), event);
        }
        self.events.extend(events.clone());
        events
    }

    pub fn refusal(&self, day: &str, command: Command) -> Refusal {
        match decide(&self.case, &command, &self.context(day)) {
            Err(refusal) => refusal,
            Ok(events) => panic!("{day} {command:?} gave {events:?}"),
        }
    }

    pub fn refused(&self, day: &str, command: Command) -> Guard {
        self.refusal(day, command).guard
    }

    pub fn clock(&self, name: ClockName, day: &str) -> ClockView {
        let clocks = self.case.clocks_on(&self.context(day));
        clocks
            .into_iter()
            .find(|clock| clock.name == name)
            .unwrap_or_else(|| panic!("no clock {name:?} on {day}"))
    }

    pub fn due(&self, name: ClockName, day: &str) -> String {
        self.clock(name, day).due.unwrap().date.to_string()
    }
}
