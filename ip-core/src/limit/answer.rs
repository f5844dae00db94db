//! The deadline of a named limit from the facts of a case.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{Months, NaiveDate};

use super::{Limit, Limits, Rule};
use crate::calendar::Calendar;
use crate::law::{LawRef, Mark};
use crate::period::{
    Alternative, Base, Deadline, Ends, ExtensionRequest, FactValue, Found, Length, Request, Roll,
    Span, Step, Unit, choose,
};
use crate::problem::{Problem, Problems, pointer_step};

type Facts = BTreeMap<String, FactValue>;

/// A limit's deadline on its way, with the end of the limit before it.
struct Reached {
    found: Found,
    /// For a chained limit: the trigger and result from the other end of the earlier one.
    other: Option<(NaiveDate, Found)>,
}

impl Limits {
    /// The deadline that a request asks for: a named limit, or whatever [`crate::period::Rules::deadline`] counts.
    ///
    /// # Errors
    ///
    /// Every problem of the request, each with its pointer: an unknown limit, a fact missing, too
    /// many or of the wrong kind, a law whose text is not loaded.
    pub fn deadline(&self, request: &Request, calendar: &Calendar) -> Result<Deadline, Problems> {
        let Some(id) = &request.limit else {
            let mut deadline = self.rules().deadline(request, calendar)?;
            let began = Some(deadline.trigger);
            deadline.notes = self.laws_came_later(bases(&deadline.steps), began);
            return Ok(deadline);
        };
        let mut problems = Problems::default();
        let others = [
            ("regime", request.regime.is_some()),
            ("trigger", request.trigger.is_some()),
            ("service", request.service.is_some()),
            ("length", request.length.is_some()),
            ("laterOf", request.later_of.is_some()),
            ("earlierOf", request.earlier_of.is_some()),
        ];
        for (name, _) in others.iter().filter(|(_, given)| *given) {
            problems.push(
                Problem::new("core.deadline.conflict")
                    .at(format!("/{name}"))
                    .found("limit"),
            );
        }
        let Some(first) = self.get(id).next() else {
            problems.push(Problem::new("core.limit.unknown").at("/limit").found(id));
            return Err(problems);
        };
        let asked = self.facts_of(first);
        for name in request.facts.keys() {
            if !asked.iter().any(|fact| fact.name == *name) {
                let names: Vec<_> = asked.iter().map(|fact| fact.name.as_str()).collect();
                problems.push(
                    Problem::new("core.limit.unexpected-fact")
                        .at(format!("/facts{}", pointer_step(name)))
                        .expected(names.join(", "))
                        .found(name),
                );
            }
        }
        problems.or(())?;
        let own = request.own_calendar(calendar);
        self.answer(id, request, own.as_ref().unwrap_or(calendar))
    }

    fn answer(
        &self,
        id: &str,
        request: &Request,
        calendar: &Calendar,
    ) -> Result<Deadline, Problems> {
        // The text of the law says where a chain starts; of an extension it is not known, so the cautious day.
        let base = request.base.unwrap_or(match request.extension {
            Some(_) => Base::Nominal,
            None => Base::Rolled,
        });
        let limit = self.version(id, &request.facts)?;
        let counting = Counting {
            limits: self,
            limit,
            request,
            calendar,
        };
        let mut reached = counting.reach(&limit.rule, base)?;
        if let Some(asked) = &request.extension {
            reached = counting.extended(reached.found, asked, base)?;
        }
        let mut deadline = reached.found.on(calendar);
        let mut notes = Vec::new();
        let rolls_in_doubt = deadline.steps.iter().any(|s| s.rule == "roll-doubtful");
        if rolls_in_doubt {
            notes.push(Problem::new("core.limit.roll-doubtful").found(deadline.nominal));
        }
        if let (Some(_), Some((trigger, _))) = (&request.extension, &reached.other) {
            notes.push(Problem::new("core.limit.extension-base").found(trigger));
        }
        if limit.mark == Mark::Doubtful {
            notes.push(Problem::new("core.limit.doubtful").found(id));
            deadline.provisional = true;
        }
        let began = match limit.rule.follows() {
            Some(_) => Some(deadline.trigger),
            None => first_day(&limit.rule, &request.facts),
        };
        if let (Some(to), Some(law)) = (limit.to, &limit.successor)
            && (deadline.effective > to || began > Some(to))
        {
            notes.push(
                Problem::new("core.limit.law-changes")
                    .found(to)
                    .arg("law", law),
            );
            deadline.provisional = true;
        }
        let cited = limit.basis.iter();
        let later = self.laws_came_later(cited.chain(bases(&deadline.steps)), began);
        // A rule that was compared for later days alone is not proved for this one.
        deadline.mark = Some(match (limit.mark, later.is_empty()) {
            (Mark::Seen, false) => Mark::Believed,
            (mark, _) => mark,
        });
        notes.extend(later);
        deadline.limit = Some(id.into());
        deadline.notes = notes;
        deadline.alternative = reached.other.map(|(trigger, found)| Alternative {
            base: match base {
                Base::Rolled => Base::Nominal,
                Base::Nominal => Base::Rolled,
            },
            trigger,
            nominal: found.end.nominal,
            effective: found.end.effective,
            provisional: found.end.provisional,
        });
        Ok(deadline)
    }

    /// A note for each law that came into force after the period began: what stood before it is not loaded.
    fn laws_came_later<'a>(
        &self,
        cited: impl Iterator<Item = &'a LawRef>,
        began: Option<NaiveDate>,
    ) -> Vec<Problem> {
        let Some(began) = began else {
            return Vec::new();
        };
        let mut seen: Vec<&str> = Vec::new();
        let mut notes = Vec::new();
        for law in cited.filter_map(|law| self.registry.get(&law.id)) {
            let Some(from) = law.from.filter(|from| began < *from) else {
                continue;
            };
            if seen.contains(&law.id.as_str()) {
                continue;
            }
            seen.push(&law.id);
            let note = Problem::new("core.limit.law-came-later").found(began);
            notes.push(note.arg("law", &law.id).arg("from", from));
        }
        notes
    }

    /// The entry that holds for the day on which the limit starts.
    fn version(&self, id: &str, facts: &Facts) -> Result<&Limit, Problems> {
        let mut versions = self.get(id);
        let Some(first) = versions.next() else {
            return Err(Problem::new("core.limit.unknown")
                .at("/limit")
                .found(id)
                .into());
        };
        let Some(day) = chosen_by(&first.rule, facts) else {
            return Ok(first);
        };
        let mut last = first;
        for version in core::iter::once(first).chain(versions) {
            if version.days().contains(day) {
                return Ok(version);
            }
            last = version;
        }
        let mut problem = Problem::new("core.limit.law-not-loaded")
            .at("/facts")
            .found(day);
        if let Some(to) = last.to {
            problem = problem.expected(format!("{to} or earlier"));
        }
        if let Some(law) = &last.successor {
            problem = problem.arg("law", law);
        }
        Err(problem.into())
    }
}

/// The day of the fact that starts a rule, as far as it can be told without rules of service.
fn first_day(rule: &Rule, facts: &Facts) -> Option<NaiveDate> {
    let own = rule.from.iter().find_map(|name| match facts.get(name)? {
        FactValue::Day(day) => Some(*day),
        FactValue::Service(service) => service.dispatched.or(service.received),
        FactValue::Number(_) => None,
    });
    own.or_else(|| {
        let parts = rule.later_of.iter().chain(&rule.earlier_of);
        parts.filter_map(|part| first_day(part, facts)).next()
    })
}

/// The articles that steps rest on.
fn bases(steps: &[Step]) -> impl Iterator<Item = &LawRef> {
    steps.iter().filter_map(|step| step.basis.as_ref())
}

/// The day by which the law that holds is chosen: that of the fact, or, for a time counted backwards, the day reached.
fn chosen_by(rule: &Rule, facts: &Facts) -> Option<NaiveDate> {
    let day = first_day(rule, facts)?;
    match rule.length() {
        Some(Length {
            n,
            unit: Unit::Month,
        }) if rule.before => day.checked_sub_months(Months::new(n)),
        _ => Some(day),
    }
}

/// One request on its way.
struct Counting<'a> {
    limits: &'a Limits,
    limit: &'a Limit,
    request: &'a Request,
    calendar: &'a Calendar,
}

impl Counting<'_> {
    fn reach(&self, rule: &Rule, base: Base) -> Result<Reached, Problems> {
        let found = if !rule.later_of.is_empty() {
            self.several(&rule.later_of, true, base)?
        } else if !rule.earlier_of.is_empty() {
            self.several(&rule.earlier_of, false, base)?
        } else if let Some(earlier) = &rule.after {
            return self.chained(rule, earlier, base);
        } else {
            let mut steps = Vec::with_capacity(4);
            let trigger = self.trigger(rule, &mut steps)?;
            self.count(rule, trigger, steps)?
        };
        Ok(Reached { found, other: None })
    }

    /// The later of all, or the earlier of those whose facts are given.
    fn several(&self, parts: &[Rule], later: bool, base: Base) -> Result<Found, Problems> {
        let mut problems = Problems::default();
        let mut all = Vec::new();
        for part in parts {
            let given = part
                .from
                .iter()
                .any(|name| self.request.facts.contains_key(name));
            if !later && !given {
                continue;
            }
            match self.reach(part, base) {
                Ok(reached) => all.push(reached.found),
                Err(Problems(wrong)) => problems.0.extend(wrong),
            }
        }
        let all = problems.or(all)?;
        choose(all, later).ok_or_else(|| {
            let mut names = Vec::new();
            parts.iter().for_each(|part| part.facts(&mut names));
            missing(names.first().copied().unwrap_or_default(), &names)
        })
    }

    /// A limit that starts at the end of another: from one end of it, and from the other if they differ.
    fn chained(&self, rule: &Rule, earlier: &str, base: Base) -> Result<Reached, Problems> {
        let limit = self.limits.version(earlier, &self.request.facts)?;
        let before = Counting { limit, ..*self }.reach(&limit.rule, base)?.found;
        from_both_ends(&before, base, |base, trigger, mut steps| {
            steps.push(Step {
                rule: Cow::Borrowed(match base {
                    Base::Rolled => "chained-from-rolled",
                    Base::Nominal => "chained-from-nominal",
                }),
                date: trigger,
                basis: self.limit.basis.first().cloned(),
                mark: Some(self.limit.mark).filter(|mark| mark.is_unverified()),
            });
            self.count(rule, trigger, steps)
        })
    }

    /// The limit with the longer time asked for, counted from an end of the period.
    fn extended(
        &self,
        before: Found,
        asked: &ExtensionRequest,
        base: Base,
    ) -> Result<Reached, Problems> {
        let Some(rule) = self.limits.extension_rule(self.limit) else {
            return Err(Problem::new("core.limit.not-extendable")
                .at("/extension")
                .found(&self.limit.id)
                .into());
        };
        let length = rule.granted(asked, before.end.effective)?;
        let span = self.span(length, &self.limit.rule);
        let trigger = before.trigger;
        from_both_ends(&before, base, |base, from, mut steps| {
            steps.push(rule.step(base, from));
            let found = self.count_span(&span, from, steps)?;
            Ok(Found { trigger, ..found })
        })
    }

    /// Counts a single period from its trigger.
    fn count(&self, rule: &Rule, trigger: NaiveDate, steps: Vec<Step>) -> Result<Found, Problems> {
        self.count_span(&self.span(self.length(rule)?, rule), trigger, steps)
    }

    /// How a length is counted under this limit.
    fn span(&self, length: Length, rule: &Rule) -> Span {
        Span {
            regime: self.limit.regime,
            length,
            roll: match self.limit.roll {
                // The regime rolls by itself, and knows where working days make it needless.
                Roll::Yes => None,
                other => Some(other),
            },
            ends: rule.ends,
            start: rule.counted_from(),
        }
    }

    fn count_span(
        &self,
        span: &Span,
        trigger: NaiveDate,
        mut steps: Vec<Step>,
    ) -> Result<Found, Problems> {
        let rules = self.limits.rules();
        let pauses = &self.request.pauses;
        let end = rules
            .count(span, trigger, pauses, self.calendar, &mut steps)
            .map_err(|e| e.problem())?;
        // A term that counts its first day is no period of the regime: the article on terms is the last that the limit cites.
        if span.ends == Ends::DayBefore {
            let ends = |step: &&mut Step| matches!(&*step.rule, "day-before" | "month-end");
            for step in steps.iter_mut().filter(ends) {
                step.basis = self.limit.basis.last().cloned();
            }
        }
        Ok(Found {
            trigger,
            end,
            steps,
        })
    }

    fn length(&self, rule: &Rule) -> Result<Length, Problems> {
        let unit = rule.unit.unwrap_or(Unit::Day);
        let Some(name) = &rule.n_from else {
            return Ok(Length::new(rule.n.unwrap_or_default(), unit));
        };
        let less = rule.less.unwrap_or_default();
        match self.request.facts.get(name) {
            None => Err(missing(name, &[name])),
            Some(FactValue::Number(n)) if *n > less => Ok(Length::new(n - less, unit)),
            Some(_) => Err(wrong(name, &format!("a number above {less}"))),
        }
    }

    /// The day that starts a rule: the first of its facts that is given.
    fn trigger(&self, rule: &Rule, steps: &mut Vec<Step>) -> Result<NaiveDate, Problems> {
        let facts = &self.request.facts;
        let given = rule.from.iter().find_map(|n| Some((n, facts.get(n)?)));
        match given {
            None => Err(missing(
                rule.from.last().map(String::as_str).unwrap_or_default(),
                &rule.from.iter().map(String::as_str).collect::<Vec<_>>(),
            )),
            Some((_, FactValue::Day(day))) => {
                steps.push(Step {
                    rule: Cow::Borrowed("trigger"),
                    date: *day,
                    basis: self.limit.basis.first().cloned(),
                    mark: Some(self.limit.mark).filter(|m| m.is_unverified()),
                });
                Ok(*day)
            }
            Some((name, FactValue::Service(service))) => {
                let kind = self.limits.fact(name).map(|fact| fact.kind);
                if kind != Some(super::FactKind::Service) {
                    return Err(wrong(name, "a day"));
                }
                let under = format!("/facts{}", pointer_step(name));
                // Court acts are counted by the rules of litigation but served by the office's.
                let regime = service_regime(self.limit);
                let day = self.limits.rules().served(regime, service, steps);
                Ok(day.map_err(|p| p.under(&under))?)
            }
            Some((name, FactValue::Number(_))) => Err(wrong(name, "a day")),
        }
    }
}

/// What follows a period from one end of it, and from the other where they differ.
fn from_both_ends(
    before: &Found,
    base: Base,
    count: impl Fn(Base, NaiveDate, Vec<Step>) -> Result<Found, Problems>,
) -> Result<Reached, Problems> {
    let from = |base| {
        let trigger = match base {
            Base::Rolled => before.end.effective,
            Base::Nominal => before.end.nominal,
        };
        let mut found = count(base, trigger, before.steps.clone())?;
        found.end.provisional |= before.end.provisional;
        Ok::<_, Problems>((trigger, found))
    };
    let other = match base {
        Base::Rolled => Base::Nominal,
        Base::Nominal => Base::Rolled,
    };
    Ok(Reached {
        found: from(base)?.1,
        other: match before.end.effective == before.end.nominal {
            true => None,
            false => Some(from(other)?),
        },
    })
}

/// The regime by which the document that starts a limit is served: that of the right it concerns.
fn service_regime(limit: &Limit) -> crate::period::Regime {
    use crate::period::Regime;
    match limit.id.split('.').next() {
        Some("patent" | "pct" | "hague") => Regime::Patent,
        Some("trademark" | "madrid") => Regime::Trademark,
        _ => limit.regime,
    }
}

fn missing(name: &str, names: &[&str]) -> Problems {
    Problem::new("core.limit.missing-fact")
        .at(format!("/facts{}", pointer_step(name)))
        .expected(names.join(" or "))
        .into()
}

fn wrong(name: &str, expected: &str) -> Problems {
    Problem::new("core.limit.wrong-fact")
        .at(format!("/facts{}", pointer_step(name)))
        .expected(expected)
        .into()
}
