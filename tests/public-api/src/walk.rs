//! Going through the public items of a library.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use serde_json::Value;

pub struct Walk<'a> {
    document: &'a Value,
    /// An item each: its kind and its path.
    pub lines: BTreeSet<String>,
    /// Crates whose items are shown, and one place where each is.
    pub foreign: BTreeMap<String, String>,
}

impl<'a> Walk<'a> {
    pub fn new(document: &'a Value) -> Self {
        Self {
            document,
            lines: BTreeSet::new(),
            foreign: BTreeMap::new(),
        }
    }

    pub fn all(&mut self) -> Result<()> {
        let root = &self.document["root"];
        let name = self.item(root).and_then(|item| item["name"].as_str());
        let name = name.context("no root")?;
        self.visit(root, name);
        Ok(())
    }

    fn item(&self, id: &Value) -> Option<&'a Value> {
        self.document["index"].get(id.to_string())
    }

    /// Takes an item that can be reached by this path, and those in it.
    fn visit(&mut self, id: &Value, path: &str) {
        let Some(item) = self.item(id) else { return };
        let Some((kind, inner)) = item["inner"]
            .as_object()
            .and_then(|inner| inner.iter().next())
        else {
            return;
        };
        match kind.as_str() {
            "module" => self.line(kind, path),
            "use" => return self.reexport(inner, path),
            "impl" => return self.implementation(inner, path),
            _ => {
                self.line(kind, path);
                self.types(inner, path);
            }
        }
        let lists = [
            &inner["items"],
            &inner["variants"],
            &inner["kind"]["plain"]["fields"],
        ];
        for child in lists
            .into_iter()
            .flat_map(|list| list.as_array().into_iter().flatten())
        {
            self.child(child, path);
        }
        for child in inner["impls"].as_array().into_iter().flatten() {
            self.visit(child, path);
        }
    }

    fn child(&mut self, id: &Value, path: &str) {
        let name = self.item(id).and_then(|item| item["name"].as_str());
        match name {
            Some(name) => self.visit(id, &format!("{path}::{name}")),
            None => self.visit(id, path),
        }
    }

    fn reexport(&mut self, inner: &Value, path: &str) {
        // The name that it is exported by comes with it; `path` is that of the module.
        let name = inner["name"].as_str().unwrap_or_default();
        let id = &inner["id"];
        if inner["is_glob"] == true {
            let children = self.item(id).map(|item| &item["inner"]["module"]["items"]);
            for child in children.and_then(Value::as_array).into_iter().flatten() {
                self.child(child, path);
            }
        } else if self.item(id).is_some() {
            self.visit(id, &format!("{path}::{name}"));
        } else {
            let source = inner["source"].as_str().unwrap_or_default();
            self.line("use", &format!("{path}::{name} = {source}"));
        }
    }

    fn implementation(&mut self, inner: &Value, path: &str) {
        if inner["is_synthetic"] == true || !inner["blanket_impl"].is_null() {
            return;
        }
        self.types(&inner["trait"], path);
        if let Some(name) = inner["trait"]["path"].as_str() {
            self.line("impl", &format!("{name} for {path}"));
        } else {
            for child in inner["items"].as_array().into_iter().flatten() {
                self.child(child, path);
            }
        }
    }

    fn line(&mut self, kind: &str, path: &str) {
        self.lines.insert(format!("{kind} {path}"));
    }

    /// Notes the crates of all types and traits that are named in a signature.
    fn types(&mut self, value: &Value, place: &str) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.types(value, place)),
            Value::Object(members) => {
                if let (Some(id), Some(_)) = (members.get("id"), members.get("path")) {
                    self.shown(id, place);
                }
                // Those have lines of their own.
                let own = ["impls", "items", "variants", "implementations"];
                let members = members
                    .iter()
                    .filter(|(name, _)| !own.contains(&name.as_str()));
                members.for_each(|(_, value)| self.types(value, place));
            }
            _ => {}
        }
    }

    fn shown(&mut self, id: &Value, place: &str) {
        let summary = self.document["paths"].get(id.to_string());
        let Some(number) = summary.and_then(|summary| summary["crate_id"].as_u64()) else {
            return;
        };
        if number != 0 {
            let name = &self.document["external_crates"][number.to_string()]["name"];
            let name = name.as_str().unwrap_or("an unknown crate").to_owned();
            self.foreign.entry(name).or_insert_with(|| place.to_owned());
        }
    }
}
