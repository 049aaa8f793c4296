//! Where a menu opens: at its button, below or above, wherever there is more room; and whether it still is there.

use leptos::prelude::window;
use leptos::wasm_bindgen::JsValue;
use web_sys::HtmlElement;

/// Pixels from the menu to its button, and to the edge of the viewport.
const GAP: f64 = 2.0;
const MARGIN: f64 = 8.0;
/// Pixels by which the button must have moved for the menu to be out of place.
const MOVED: f64 = 4.0;

/// The place of a menu, in pixels from the edges of the viewport.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct MenuPlace {
    /// From the right edge.
    pub(super) right: f64,
    /// From the upper edge, for a menu below its button.
    pub(super) top: Option<f64>,
    /// From the lower edge, for a menu above its button.
    pub(super) bottom: Option<f64>,
    /// How high it may be there.
    pub(super) room: f64,
    /// Where its button is, from the edges by which the menu stands.
    anchor: [f64; 2],
}

impl MenuPlace {
    /// The place beside a button.
    pub(super) fn beside(button: &HtmlElement) -> Self {
        let place = button.get_bounding_client_rect();
        let px = |size: Result<JsValue, _>| size.ok().and_then(|size| size.as_f64()).unwrap_or(0.0);
        let (width, height) = (px(window().inner_width()), px(window().inner_height()));
        let (above, below, right) = (place.top(), height - place.bottom(), width - place.right());
        let is_below = below > above;
        Self {
            right: right.max(0.0),
            top: is_below.then(|| place.bottom() + GAP),
            bottom: (!is_below).then(|| height - place.top() + GAP),
            room: above.max(below) - GAP - MARGIN,
            anchor: [right, if is_below { above } else { below }],
        }
    }

    /// Whether the button is still where it was when the menu opened, as far as the menu's place is concerned.
    pub(super) fn is_beside(&self, button: &HtmlElement) -> bool {
        let now = Self::beside(button);
        now.top.is_some() == self.top.is_some()
            && now.anchor.iter().zip(self.anchor).all(|(now, then)| (now - then).abs() < MOVED)
    }
}
