//! The shape of every banner: a sign, a sentence or two, what can be done, what else there is to say, the way out.

use leptos::prelude::*;

use super::panel::use_panel_href;
use super::{Icon, icon, use_wording};
use crate::words::{Connection, Frame};

/// How urgent a banner looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// To know.
    Neutral,
    /// Good news.
    Good,
    /// Something does not work.
    Amber,
    /// A person must do something.
    Alert,
}

impl Tone {
    fn as_str(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Good => "good",
            Self::Amber => "amber",
            Self::Alert => "alert",
        }
    }
}

/// A banner. Its children are the sentences' paragraph and the buttons.
#[component]
pub(super) fn Banner(
    /// Its name for tests.
    test_id: &'static str,
    /// What it is about, for the style sheet and for tests.
    kind: &'static str,
    /// How urgent it looks.
    tone: Tone,
    /// How many other things are to be said.
    more: Signal<usize>,
    /// Puts it away; without this it cannot be.
    #[prop(optional_no_strip)]
    on_dismiss: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let wording = use_wording();
    let shape = if tone == Tone::Good { Icon::Check } else { Icon::Attention };
    view! {
        <div class="banner" data-testid=test_id data-kind=kind data-tone=tone.as_str()>
            {icon(shape)}
            {children()}
            <MoreNotices more />
            {on_dismiss.map(|on_dismiss| view! {
                <button
                    type="button"
                    class="button banner-dismiss"
                    aria-label=wording.say(Frame::Dismiss)
                    on:click=move |_| on_dismiss.run(())
                >
                    {icon(Icon::Close)}
                </button>
            })}
        </div>
    }
}

/// "+1": what had to give way to this banner is in the diagnostics.
#[component]
fn MoreNotices(more: Signal<usize>) -> impl IntoView {
    let (wording, href) = (use_wording(), use_panel_href());
    move || {
        let count = more.get();
        (count > 0).then(|| {
            view! {
                <a
                    class="banner-more"
                    href=move || href.get()
                    aria-label=wording.count(count, |count| Connection::More(count).into())
                >
                    {format!("+{}", wording.number(count))}
                </a>
            }
        })
    }
}
