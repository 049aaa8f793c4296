//! The lines of a table's body, each built once and kept by its key.
//!
//! leptos' own `For` takes a line off the page and puts it back when others come and go before it. The one with the focus
//! would lose it, and a page that is scrolled its place. Here the lines that stay are not touched while their order is
//! the same.

use std::collections::HashMap;
use std::hash::Hash;

use leptos::html::Tbody;
use leptos::prelude::*;
use leptos::tachys::view::{Mountable, Render};
use web_sys::Element;

/// A line on the page.
struct Built<K> {
    key: K,
    owner: Owner,
    state: <AnyView as Render>::State,
}

/// Shows `lines` in `body`, which holds nothing else, for as long as the owner lives.
pub(super) fn show_lines<K>(body: NodeRef<Tbody>, lines: Memo<Vec<K>>, view: impl Fn(&K) -> AnyView + 'static)
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
{
    let owner = Owner::current().unwrap_or_default();
    let mut built: Vec<Built<K>> = Vec::new();
    Effect::new(move |_| {
        let (Some(body), wanted) = (body.get(), lines.get()) else { return };
        let build = |key: &K| {
            let owner = owner.child();
            let state = owner.with(|| untrack(|| view(key).build()));
            Built { key: key.clone(), owner, state }
        };
        built = arrange(std::mem::take(&mut built), &wanted, &body, build);
    });
}

/// Makes of the lines that are there those that are `wanted`, from the last one to the first.
fn arrange<K: Clone + Eq + Hash>(
    built: Vec<Built<K>>,
    wanted: &[K],
    body: &Element,
    build: impl Fn(&K) -> Built<K>,
) -> Vec<Built<K>> {
    let places: HashMap<&K, usize> = wanted.iter().enumerate().map(|(at, key)| (key, at)).collect();
    let mut kept: HashMap<K, (Built<K>, bool)> = HashMap::new();
    let mut last = None;
    for mut line in built {
        match places.get(&line.key) {
            Some(at) => {
                let stays = last.is_none_or(|last| last < at);
                last = if stays { Some(at) } else { last };
                kept.insert(line.key.clone(), (line, stays));
            }
            None => {
                // In this order: what leaves with the focus in it says so to listeners that still live.
                line.state.unmount();
                line.owner.cleanup();
            }
        }
    }
    let mut arranged: Vec<Built<K>> = Vec::with_capacity(wanted.len());
    for key in wanted.iter().rev() {
        let (mut line, stays) = kept.remove(key).unwrap_or_else(|| (build(key), false));
        if !stays {
            match arranged.last() {
                Some(next) => next.state.insert_before_this_or_marker(body, &mut line.state, None),
                None => line.state.mount(body, None),
            }
        }
        arranged.push(line);
    }
    arranged.reverse();
    arranged
}
