//! What else can be done with a row: a menu at its button. Its entries are those of the moment in which it was opened,
//! always in the same order: what is not possible is shown with the reason, and nothing slides under the pointer.

use leptos::ev::{FocusEvent, KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

use super::focus::{Goal, focus_item, focus_quietly};
use super::menu_place::MenuPlace;
use super::offers::{OFFERED, offer_word, use_offer, use_removed};
use super::{Desk, Icon, icon, use_list_view, use_wording};
use crate::domain::{ActionKind, Booking, BookingId};
use crate::service::use_realtime;
use crate::words::Detail;

/// A menu that is open: whose, what it leaves out, and where.
#[derive(Clone, PartialEq)]
struct OpenMenu {
    id: BookingId,
    primary: Option<ActionKind>,
    place: MenuPlace,
}

/// The one menu of all rows. `Copy`; handed out by context.
#[derive(Clone, Copy)]
pub struct RowMenu {
    open: RwSignal<Option<OpenMenu>>,
    button: StoredValue<Option<HtmlElement>, LocalStorage>,
}

impl RowMenu {
    /// Hands the menu to all components below.
    pub fn provide() {
        provide_context(Self { open: RwSignal::new(None), button: StoredValue::new_local(None) });
    }

    /// Whether the menu of that booking is open.
    fn is_open(self, id: BookingId) -> Memo<bool> {
        Memo::new(move |_| self.open.with(|open| open.as_ref().is_some_and(|open| open.id == id)))
    }

    fn toggle(self, id: &BookingId, primary: Option<ActionKind>, button: HtmlElement) {
        if self.open.with_untracked(|open| open.as_ref().is_some_and(|open| open.id == *id)) {
            return self.close();
        }
        let place = MenuPlace::beside(&button);
        self.open.set(Some(OpenMenu { id: id.clone(), primary, place }));
        self.button.set_value(Some(button));
    }

    /// The page scrolled, or the window has another size: a menu beside which its button no longer is closes.
    fn on_move(self) {
        let Some(place) = self.open.with_untracked(|open| open.as_ref().map(|open| open.place)) else {
            return;
        };
        let is_beside =
            self.button.with_value(|button| button.as_ref().is_some_and(|button| place.is_beside(button)));
        if !is_beside {
            self.close();
        }
    }

    /// Closes the menu; the focus goes back to its button.
    fn close(self) {
        if self.open.with_untracked(Option::is_some) {
            self.open.set(None);
            self.button.with_value(|button| {
                if let Some(button) = button {
                    focus_quietly(button);
                }
            });
        }
    }
}

/// The button in a row.
#[component]
pub(super) fn RowMenuButton(
    /// The row's booking.
    booking: RwSignal<Booking>,
    /// The action that has a button of its own.
    next: Memo<Option<ActionKind>>,
) -> impl IntoView {
    let (wording, menu, desk) = (use_wording(), expect_context::<RowMenu>(), expect_context::<Desk>());
    let id = booking.with_untracked(|booking| booking.id.clone());
    let (is_open, removed) = (menu.is_open(id.clone()), use_removed(booking));
    let button = NodeRef::<html::Button>::new();
    let press = move |event: MouseEvent| {
        if event.detail() > 1 {
            return;
        }
        match (removed.get_untracked(), button.get_untracked()) {
            (Some(reason), _) => desk.say_why_not(reason),
            (None, Some(button)) => menu.toggle(&id, next.get_untracked(), button.into()),
            (None, None) => {}
        }
    };
    view! {
        <button
            type="button"
            class="button row-more"
            node_ref=button
            aria-haspopup="menu"
            aria-expanded=move || is_open.get().to_string()
            aria-disabled=move || removed.with(Option::is_some).to_string()
            title=move || removed.get()
            aria-label=move || booking.with(|booking| wording.say(Detail::More(&booking.guest.name)))
            on:click=press
        >
            {icon(Icon::More)}
        </button>
    }
}

/// The menu itself, while it is open.
#[component]
pub fn RowMenuView() -> impl IntoView {
    let menu = expect_context::<RowMenu>();
    let scrolled = window_event_listener(leptos::ev::scroll, move |_| menu.on_move());
    let resized = window_event_listener(leptos::ev::resize, move |_| menu.on_move());
    on_cleanup(move || {
        scrolled.remove();
        resized.remove();
    });
    move || menu.open.get().and_then(|open| view! { <Menu open /> }.into())
}

#[component]
fn Menu(open: OpenMenu) -> impl IntoView {
    let (wording, menu) = (use_wording(), expect_context::<RowMenu>());
    let booking: RwSignal<Booking> = use_realtime().row(&open.id)?.into();
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(node) = node.get() {
            request_animation_frame(move || focus_item(&node, Goal::First));
        }
    });
    let on_blur = move |event: FocusEvent| {
        let next = event.related_target().and_then(|next| next.dyn_into::<Node>().ok());
        // A menu that leaves with its page loses the focus when all of this is gone already.
        let is_within = node.try_get_untracked().flatten().is_some_and(|node| node.contains(next.as_ref()));
        if !is_within && menu.open.try_with_untracked(Option::is_some) == Some(true) {
            menu.open.set(None);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let Some(node) = node.get_untracked() else { return };
        match event.key().as_str() {
            "ArrowDown" => focus_item(&node, Goal::Step(1)),
            "ArrowUp" => focus_item(&node, Goal::Step(-1)),
            "Home" => focus_item(&node, Goal::First),
            "End" => focus_item(&node, Goal::Last),
            "Escape" | "Tab" => menu.close(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let px = |size: Option<f64>| size.map(|size| format!("{size}px"));
    let id = open.id.clone();
    Some(view! {
        <div
            class="menu"
            role="menu"
            data-testid="row-menu"
            node_ref=node
            aria-label=move || booking.with(|booking| wording.say(Detail::More(&booking.guest.name)))
            style:inset-inline-end=format!("{}px", open.place.right)
            style:inset-block-start=px(open.place.top)
            style:inset-block-end=px(open.place.bottom)
            style:max-block-size=format!("{}px", open.place.room)
            on:keydown=on_key
            on:focusout=on_blur
        >
            <OpenItem id />
            {OFFERED
                .into_iter()
                .filter(|kind| Some(*kind) != open.primary)
                .map(|kind| view! { <Item booking kind /> })
                .collect_view()}
        </div>
    })
}

#[component]
fn OpenItem(id: BookingId) -> impl IntoView {
    let (wording, menu, view) = (use_wording(), expect_context::<RowMenu>(), use_list_view());
    let press = move |_| {
        menu.close();
        view.open_for_reading(&id);
    };
    view! {
        <button type="button" role="menuitem" class="menu-item" tabindex="-1" on:click=press>
            {wording.say(Detail::Open)}
        </button>
    }
}

#[component]
fn Item(booking: RwSignal<Booking>, kind: ActionKind) -> impl IntoView {
    let (wording, menu, desk) = (use_wording(), expect_context::<RowMenu>(), expect_context::<Desk>());
    let offer = use_offer(booking, kind);
    let reason_id = format!("menu-reason-{}", kind.as_str());
    let has_reason = move || offer.with(|(_, reason)| reason.is_some());
    let press = move |_| {
        if offer.with_untracked(|(offer, _)| offer.is_possible()) {
            menu.close();
            booking.with_untracked(|booking| desk.press(booking, kind));
        }
    };
    let described_by = reason_id.clone();
    view! {
        <button
            type="button"
            role="menuitem"
            class="menu-item"
            tabindex="-1"
            data-action=kind.as_str()
            aria-disabled=move || offer.with(|(offer, _)| !offer.is_possible()).to_string()
            aria-labelledby=format!("menu-word-{}", kind.as_str())
            aria-describedby=move || has_reason().then(|| described_by.clone())
            on:click=press
        >
            <span id=format!("menu-word-{}", kind.as_str())>{offer_word(wording, kind)}</span>
            <span class="menu-reason" id=reason_id>{move || offer.with(|(_, reason)| reason.clone())}</span>
        </button>
    }
}
