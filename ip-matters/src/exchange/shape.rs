//! Linked data and the shapes it must fit: how often a property stands, of what datatype or class.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use ip_core::problem::{Problem, Problems, pointer_step};
use ip_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::toml_file;

/// A value of a property.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Another node.
    Node {
        /// Its name.
        #[serde(rename = "@id")]
        id: String,
    },
    /// A text in a language.
    Text {
        /// The text.
        #[serde(rename = "@value")]
        value: String,
        /// `zh` or `en`.
        #[serde(rename = "@language")]
        language: &'static str,
    },
    /// A value of a datatype.
    Typed {
        /// Its lexical form.
        #[serde(rename = "@value")]
        value: String,
        /// The datatype, such as `xsd:duration`.
        #[serde(rename = "@type")]
        datatype: &'static str,
    },
    /// A plain string.
    Plain {
        /// The string.
        #[serde(rename = "@value")]
        value: String,
    },
}

impl Value {
    /// A reference to a node.
    pub fn node(id: impl Into<String>) -> Self {
        Self::Node { id: id.into() }
    }

    /// A plain string.
    pub fn plain(value: impl Into<String>) -> Self {
        let value = value.into();
        Self::Plain { value }
    }

    /// A text in each language in which it is known.
    pub fn text(text: &Text) -> Vec<Self> {
        let in_lang = |value: &String, language| {
            let value = value.clone();
            (!value.is_empty()).then_some(Self::Text { value, language })
        };
        let both = [in_lang(&text.zh, "zh"), in_lang(&text.en, "en")];
        both.into_iter().flatten().collect()
    }

    fn datatype(&self) -> Option<&str> {
        match self {
            Self::Node { .. } => None,
            Self::Text { .. } => Some("rdf:langString"),
            Self::Typed { datatype, .. } => Some(datatype),
            Self::Plain { .. } => Some("xsd:string"),
        }
    }
}

/// A node: a thing of a class with its properties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node {
    /// Its name.
    #[serde(rename = "@id")]
    pub id: String,
    /// Its class, such as `cpsv:PublicService`.
    #[serde(rename = "@type")]
    pub class: String,
    /// Properties, such as `dct:title`.
    #[serde(flatten)]
    pub properties: BTreeMap<String, Vec<Value>>,
}

impl Node {
    /// A node without properties.
    pub fn new(id: impl Into<String>, class: &str) -> Self {
        Self {
            id: id.into(),
            class: class.to_string(),
            properties: BTreeMap::new(),
        }
    }

    /// The same node with further values of a property.
    #[must_use]
    pub fn with(mut self, property: &str, values: impl IntoIterator<Item = Value>) -> Self {
        let mut values = values.into_iter().peekable();
        if values.peek().is_some() {
            let known = self.properties.entry(property.to_string()).or_default();
            known.extend(values);
        }
        self
    }
}

/// A JSON-LD document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Graph {
    /// Prefixes.
    #[serde(rename = "@context")]
    pub context: BTreeMap<String, String>,
    /// Nodes, each once.
    #[serde(rename = "@graph")]
    pub nodes: Vec<Node>,
}

/// What the shapes ask of a property.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Property {
    #[serde(default)]
    min: usize,
    #[serde(default)]
    max: Option<usize>,
    #[serde(default)]
    datatype: Option<String>,
    #[serde(default)]
    class: Option<String>,
}

/// The shapes of a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shapes {
    prefixes: BTreeMap<String, String>,
    class: BTreeMap<String, BTreeMap<String, Property>>,
}

impl Shapes {
    /// The shapes of CPSV-AP 3.2.0 (`data/exchange/cpsv-ap-3.2.toml`).
    ///
    /// # Errors
    ///
    /// A damaged file, which a test excludes.
    pub fn cpsv_ap() -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let text = include_str!("../../data/exchange/cpsv-ap-3.2.toml");
        toml_file::read("cpsv-ap-3.2.toml", text, &mut problems).ok_or(problems)
    }

    /// The prefixes of its names.
    pub fn prefixes(&self) -> &BTreeMap<String, String> {
        &self.prefixes
    }

    /// Everything in which a graph does not fit, at `/NODE/PROPERTY`. Stricter than the shapes in one
    /// thing: a class or a property that they do not name is a problem too, for it would go unread.
    pub fn check(&self, graph: &Graph) -> Problems {
        let mut problems = Problems::default();
        let mut classes: BTreeMap<&str, &str> = BTreeMap::new();
        for node in &graph.nodes {
            if classes.insert(&node.id, &node.class).is_some() {
                problems.push(Problem::new("matters.shape.twice").found(&node.id));
            }
        }
        for node in &graph.nodes {
            let at =
                |property: &str| format!("{}{}", pointer_step(&node.id), pointer_step(property));
            let Some(shape) = self.class.get(&node.class) else {
                let unknown = Problem::new("matters.shape.unknown").at(at("@type"));
                problems.push(unknown.found(&node.class));
                continue;
            };
            for name in node
                .properties
                .keys()
                .filter(|name| !shape.contains_key(*name))
            {
                problems.push(
                    Problem::new("matters.shape.unknown")
                        .at(at(name))
                        .found(name),
                );
            }
            for (name, property) in shape {
                let values = node.properties.get(name).map_or(&[][..], Vec::as_slice);
                let most = property.max.unwrap_or(usize::MAX);
                if values.len() < property.min || values.len() > most {
                    let count = Problem::new("matters.shape.count").at(at(name));
                    let right = format!(
                        "{}..{}",
                        property.min,
                        property.max.map_or_else(|| "*".into(), |m| m.to_string())
                    );
                    problems.push(count.expected(right).found(values.len()));
                }
                for value in values {
                    if let Some(problem) = property.misfit(value, &classes) {
                        problems.push(problem.at(at(name)));
                    }
                }
            }
        }
        problems
    }
}

impl Property {
    fn misfit(&self, value: &Value, classes: &BTreeMap<&str, &str>) -> Option<Problem> {
        if let Some(datatype) = &self.datatype
            && value.datatype() != Some(datatype)
        {
            let problem = Problem::new("matters.shape.datatype").expected(datatype);
            return Some(problem.found(value.datatype().unwrap_or("@id")));
        }
        let class = self.class.as_ref()?;
        let found = match value {
            Value::Node { id } => classes.get(id.as_str()).copied(),
            _ => value.datatype(),
        };
        if found == Some(class) {
            return None;
        }
        let problem = Problem::new("matters.shape.class").expected(class);
        Some(problem.found(found.unwrap_or("nothing")))
    }
}
