//! A list as CPSV-AP 3.2 in JSON-LD: services, authorities, channels, evidence, requirements, rules.
//!
//! The vocabulary holds one time per service, a duration. A promise in days, months or years is one;
//! working days are none (`P10D` would be ten days), so they stand in words in the description.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use ip_core::law::{LawRef, Registry};
use ip_core::problem::Problems;
use ip_core::text::{Lang, Text};

use super::Labels;
use super::shape::{Graph, Node, Shapes, Value};
use crate::limit::{Length, LimitUnit};
use crate::list::{List, ListEntry, ListPlace};
use crate::profile::name_of;

/// What every name of a node begins with.
const BASE: &str = "urn:ip-matters:";

/// A list as linked data.
///
/// # Errors
///
/// A damaged data file, which a test excludes.
pub fn graph(list: &List, registry: &Registry) -> Result<Graph, Problems> {
    let mut writer = Writer {
        list,
        registry,
        labels: Labels::builtin()?,
        nodes: BTreeMap::new(),
    };
    for entry in &list.entries {
        writer.service(entry);
    }
    Ok(Graph {
        context: Shapes::cpsv_ap()?.prefixes().clone(),
        nodes: writer.nodes.into_values().collect(),
    })
}

struct Writer<'a> {
    list: &'a List,
    registry: &'a Registry,
    labels: Labels,
    nodes: BTreeMap<String, Node>,
}

impl Writer<'_> {
    /// Puts a node where none of its name stands yet, and refers to it.
    fn put(&mut self, node: Node) -> Value {
        let id = node.id.clone();
        self.nodes.entry(id.clone()).or_insert(node);
        Value::node(id)
    }

    fn concept<T: serde::Serialize>(&mut self, scheme: &str, value: &T) -> Option<Value> {
        let name = name_of(value)?;
        let label = |lang| self.labels.value(scheme, &name, lang);
        let label = Text::new(label(Lang::Zh), label(Lang::En));
        let node = Node::new(format!("{BASE}{scheme}:{name}"), "skos:Concept")
            .with("skos:prefLabel", Value::text(&label));
        Some(self.put(node))
    }

    fn named(&mut self, id: &str, class: &str, title: &Text) -> Value {
        let node = Node::new(format!("{BASE}{id}"), class)
            .with("dct:identifier", [Value::plain(id)])
            .with("dct:title", Value::text(title));
        self.put(node)
    }

    fn service(&mut self, entry: &ListEntry) {
        let key = entry.key();
        let area = format!("{BASE}place:{}", self.list.locality);
        let place = self.put(Node::new(format!("{area}:location"), "dct:Location"));
        let unit = self.put(Node::new(area, "atu:atu-type"));
        let authority = match &entry.body {
            Some(body) => (body.uscc.clone(), body.name.clone()),
            None => (self.list.locality.clone(), self.list.name.clone()),
        };
        let authority = Node::new(
            format!("{BASE}body:{}", authority.0),
            "m8g:PublicOrganisation",
        )
        .with("dct:spatial", [unit])
        .with("skos:prefLabel", Value::text(&authority.1));
        let authority = self.put(authority);
        let status = self.concept("state", &entry.state);
        let kind = entry.matter_type.and_then(|t| self.concept("type", &t));
        let audience: Vec<Value> = entry
            .applicants
            .iter()
            .filter_map(|a| self.concept("applicant", a))
            .collect();
        let rules: Vec<Value> = entry.basis.iter().map(|law| self.rule(law)).collect();
        let legal: Vec<Value> = entry.basis.iter().map(|law| self.law(law)).collect();
        let requirements: Vec<Value> = entry
            .conditions
            .iter()
            .map(|c| {
                let id = format!("condition:{key}:{}", c.id);
                self.named(&id, "m8g:Requirement", &c.text)
            })
            .collect();
        let evidence: Vec<Value> = entry
            .materials
            .iter()
            .map(|m| {
                let id = m.id.as_ref().unwrap_or(&m.name.zh);
                self.named(&format!("paper:{id}"), "m8g:Evidence", &m.name)
            })
            .collect();
        let produces: Vec<Value> = entry
            .result
            .iter()
            .map(|r| self.named(&format!("result:{key}"), "m8g:Output", &r.name))
            .collect();
        let channels: Vec<Value> = entry
            .channels
            .iter()
            .map(|channel| {
                let kind = self.concept("channel", channel);
                let name = name_of(channel).unwrap_or_default();
                let id = format!("channel:{key}:{name}");
                let node = Node::new(format!("{BASE}{id}"), "m8g:Channel")
                    .with("dct:identifier", [Value::plain(id)])
                    .with("dct:type", kind);
                self.put(node)
            })
            .collect();
        let costs: Vec<Value> = entry
            .fees
            .iter()
            .enumerate()
            .map(|(i, fee)| {
                let id = format!("cost:{key}:{}", i + 1);
                let value = fee.amount.map(|amount| Value::Typed {
                    value: amount.to_string(),
                    datatype: "xsd:double",
                });
                let currency = self.concept("currency", &"CNY");
                let node = Node::new(format!("{BASE}{id}"), "m8g:Cost")
                    .with("dct:identifier", [Value::plain(id)])
                    .with("dct:description", Value::text(&fee.name))
                    .with("m8g:currency", currency)
                    .with("m8g:hasValue", value);
                self.put(node)
            })
            .collect();
        let phones = [&entry.consult_phone, &entry.complaint_phone];
        let phones = phones.into_iter().flatten().map(Value::plain);
        let phones: Vec<Value> = phones.collect();
        let hours: Vec<Value> = entry.places.iter().map(|place| self.hours(place)).collect();
        let contact = Node::new(format!("{BASE}contact:{key}"), "m8g:ContactPoint")
            .with("m8g:telephone", unique(phones))
            .with("m8g:openingHours", unique(hours));
        let contact = self.put(contact);
        let themes = entry.person_themes.iter().chain(&entry.organisation_themes);
        let themes: Vec<Value> = themes.filter_map(|t| self.concept("theme", t)).collect();
        let description = self.description(entry);
        let service = Node::new(format!("{BASE}service:{key}"), "cpsv:PublicService")
            .with("dct:identifier", [Value::plain(key)])
            .with("dct:title", Value::text(&entry.name))
            .with("dct:description", Value::text(&description))
            .with("m8g:hasCompetentAuthority", [authority])
            .with("adms:status", status)
            .with("m8g:processingTime", entry.promised.and_then(duration))
            .with("m8g:hasChannel", channels)
            .with("cpsv:produces", produces)
            .with("m8g:hasCost", costs)
            .with("m8g:contactPoint", [contact])
            .with("cpsv:hasInput", unique(evidence))
            .with("dct:spatial", [place])
            .with("dct:audience", audience)
            .with("dct:type", kind)
            .with("m8g:thematicArea", unique(themes))
            .with("m8g:holdsRequirement", requirements)
            .with("cpsv:follows", unique(rules))
            .with("m8g:hasLegalResource", unique(legal));
        self.put(service);
    }

    /// The service in a sentence: its name, its result and its promised time.
    fn description(&self, entry: &ListEntry) -> Text {
        let in_lang = |lang: Lang| {
            let mut parts = alloc::vec![entry.name.in_lang(lang).to_string()];
            parts.extend(
                entry
                    .result
                    .iter()
                    .map(|r| r.name.in_lang(lang).to_string()),
            );
            parts.extend(entry.promised.map(|l| self.labels.length(l, lang)));
            parts.retain(|part| !part.is_empty());
            parts.join("; ")
        };
        Text::new(in_lang(Lang::Zh), in_lang(Lang::En))
    }

    /// The opening hours of a place, in words.
    fn hours(&mut self, place: &ListPlace) -> Value {
        let said = |lang: Lang| {
            let name = place.name.in_lang(lang);
            format!("{name}: {}", self.labels.open(&place.hours, lang))
        };
        let words = Text::new(said(Lang::Zh), said(Lang::En));
        let node = Node::new(format!("{BASE}hours:{}", place.id), "time:TemporalEntity")
            .with("dct:description", Value::text(&words));
        self.put(node)
    }

    fn law(&mut self, law: &LawRef) -> Value {
        let title = self.registry.get(&law.id).map(|i| Value::text(&i.title));
        let node = Node::new(format!("{BASE}law:{}", law.id), "eli:LegalResource")
            .with("dct:title", title.unwrap_or_default());
        self.put(node)
    }

    fn rule(&mut self, law: &LawRef) -> Value {
        let resource = self.law(law);
        let article = law.article.as_deref().unwrap_or("");
        let known = self.registry.get(&law.id).map(|i| i.title.clone());
        let title = known.unwrap_or_else(|| Text::new(law.id.as_str(), ""));
        let id = format!("rule:{}:{article}", law.id);
        let named = |part: &str| match (part.is_empty(), article.is_empty()) {
            (true, _) => String::new(),
            (false, true) => part.to_string(),
            (false, false) => format!("{part} {article}"),
        };
        let words = Text::new(named(&title.zh), named(&title.en));
        let node = Node::new(format!("{BASE}{id}"), "cpsv:Rule")
            .with("dct:identifier", [Value::plain(id)])
            .with("dct:title", Value::text(&words))
            .with("dct:description", Value::text(&words))
            .with("cpsv:implements", [resource]);
        self.put(node)
    }
}

fn unique(mut values: Vec<Value>) -> Vec<Value> {
    values.sort();
    values.dedup();
    values
}

/// A length as an ISO 8601 duration, where it is one.
fn duration(length: Length) -> Option<Value> {
    let n = length.n;
    let value = match length.unit {
        LimitUnit::Day => format!("P{n}D"),
        LimitUnit::Month => format!("P{n}M"),
        LimitUnit::Year => format!("P{n}Y"),
        LimitUnit::Hour => format!("PT{n}H"),
        LimitUnit::WorkingDay | LimitUnit::WorkingHour => return None,
    };
    Some(Value::Typed {
        value,
        datatype: "xsd:duration",
    })
}
