//! The table of a list: its heads, which sort, and the rows near the viewport.

use std::ops::Range;

use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::Element;

use super::booking_row::BookingRow;
use super::steady_lines::show_lines;
use super::{Icon, icon, use_list_view, use_wording};
use crate::domain::{BookingId, ListQuery, SortBy, row_stretches, rows_near};
use crate::service::use_session;
use crate::words::{Column, List};

const COLUMNS: [(Column, Option<SortBy>); 7] = [
    (Column::Time, Some(SortBy::Time)),
    (Column::Room, Some(SortBy::Room)),
    (Column::Guest, Some(SortBy::Guest)),
    (Column::Party, None),
    (Column::Stay, None),
    (Column::Status, Some(SortBy::Status)),
    (Column::Action, None),
];
/// Until a row was measured.
const ROW_PX: f64 = 36.0;

/// A line of the table's body.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Line {
    Row(BookingId),
    /// So many rows that are not on the page, from a place on.
    Gap(usize, usize),
}

/// Where the body lies to the viewport, and how high its rows are, in pixels.
#[derive(Clone, Copy, PartialEq)]
struct Lie {
    row: f64,
    above: f64,
    viewport: f64,
}

/// The table. Its roles are written out: on a phone its rows are laid out as lines, which takes them away.
#[component]
pub(super) fn ListTable(
    /// The row with the focus: it is never taken off the page.
    focused: Signal<Option<BookingId>>,
) -> impl IntoView {
    let (wording, view, venue) = (use_wording(), use_list_view(), use_session().venue());
    let body = NodeRef::<html::Tbody>::new();
    let lie = use_lie(body);
    let (lines, row_px) = (use_lines(lie, focused), Memo::new(move |_| lie.get().row));
    let caption = move || {
        venue.with(|venue| {
            let days = wording.days(view.query.with(|query| query.range), venue.as_ref()?);
            Some(wording.say(List::Caption(&days)))
        })
    };
    let count = move || view.calm.with(|calm| calm.rows().len() + 1).to_string();
    show_lines(body, lines, move |line| match line.clone() {
        Line::Row(id) => view! { <BookingRow id /> }.into_any(),
        Line::Gap(_, rows) => view! { <Gap rows row_px /> }.into_any(),
    });
    view! {
        <table class="bookings" role="table" aria-rowcount=count>
            <caption class="visually-hidden">{caption}</caption>
            <Heads />
            <tbody role="rowgroup" node_ref=body></tbody>
        </table>
    }
}

/// The columns' heads.
#[component]
pub(super) fn Heads() -> impl IntoView {
    view! {
        <thead role="rowgroup">
            <tr role="row" aria-rowindex="1">{COLUMNS.map(|(column, by)| view! { <Head column by /> })}</tr>
        </thead>
    }
}

/// Room for rows that are not on the page.
#[component]
fn Gap(
    /// How many.
    rows: usize,
    /// The height of one.
    row_px: Memo<f64>,
) -> impl IntoView {
    view! {
        <tr class="list-gap" aria-hidden="true">
            <td colspan="7" style:height=move || format!("{}px", rows as f64 * row_px.get())></td>
        </tr>
    }
}

/// A column's head; a press sorts by it, one more the other way round.
#[component]
fn Head(column: Column, by: Option<SortBy>) -> impl IntoView {
    let (wording, view) = (use_wording(), use_list_view());
    let word = wording.say(List::Column(column));
    let Some(by) = by else {
        return view! { <th role="columnheader" scope="col">{word}</th> }.into_any();
    };
    let sort = Memo::new(move |_| view.query.with(|query| query.sort));
    let order = move || {
        let sort = sort.get();
        (sort.by == by).then_some(if sort.is_reversed { "descending" } else { "ascending" })
    };
    let press = move |_| {
        let query = view.query.get_untracked();
        view.show(&ListQuery { sort: query.sort.pressed(by), ..query });
    };
    view! {
        <th role="columnheader" scope="col" aria-sort=order>
            <button type="button" class="sort-button" on:click=press>
                {word}
                <span class="sort-mark">{move || order().map(|_| icon(Icon::Sorted))}</span>
            </button>
        </th>
    }
    .into_any()
}

/// The lines of the body; all rows of a list that is short enough.
fn use_lines(lie: Signal<Lie>, focused: Signal<Option<BookingId>>) -> Memo<Vec<Line>> {
    let view = use_list_view();
    let window = Memo::new(move |_| {
        let (lie, total) = (lie.get(), view.calm.with(|calm| calm.rows().len()));
        rows_near(total, lie.row, lie.above, lie.viewport)
    });
    let keep = Memo::new(move |_| {
        view.places.with(|places| focused.with(|focused| places.get(focused.as_ref()?).copied()))
    });
    Memo::new(move |_| {
        view.calm.with(|calm| {
            let stretches = window.with(|window| row_stretches(calm.rows().len(), window, keep.get()));
            lines(calm.rows(), &stretches)
        })
    })
}

fn lines(rows: &[BookingId], stretches: &[Range<usize>]) -> Vec<Line> {
    let (mut lines, mut from) = (Vec::new(), 0);
    for stretch in stretches {
        if stretch.start > from {
            lines.push(Line::Gap(from, stretch.start - from));
        }
        lines.extend(rows[stretch.clone()].iter().cloned().map(Line::Row));
        from = stretch.end;
    }
    if rows.len() > from {
        lines.push(Line::Gap(from, rows.len() - from));
    }
    lines
}

/// The mean height of the rows on the page: on a phone one may take more lines than the next. Where gaps are counted by
/// it, the end of the body is that of the last row.
fn mean_row_px(body: &Element) -> Option<f64> {
    let (rows, gaps) =
        (body.query_selector_all(".booking").ok()?, body.query_selector_all(".list-gap").ok()?);
    let gaps = (0..gaps.length()).filter_map(|at| gaps.item(at)?.dyn_into::<Element>().ok());
    let gaps_px: f64 = gaps.map(|gap| gap.get_bounding_client_rect().height()).sum();
    let rows_px = body.get_bounding_client_rect().height() - gaps_px;
    (rows.length() > 0).then(|| rows_px / f64::from(rows.length()))
}

/// Follows where the body lies to the viewport, once a frame while it moves.
fn use_lie(body: NodeRef<html::Tbody>) -> Signal<Lie> {
    let viewport = || window().inner_height().ok().and_then(|px| px.as_f64()).unwrap_or(1_000.0);
    let lie = RwSignal::new(Lie { row: ROW_PX, above: 0.0, viewport: viewport() });
    let is_asked = StoredValue::new(false);
    let look = move || {
        is_asked.try_set_value(false);
        let Some(body) = body.try_get_untracked().flatten() else { return };
        let above = -body.get_bounding_client_rect().top();
        let row = mean_row_px(&body).filter(|px| *px > 0.0).unwrap_or(ROW_PX);
        lie.try_set(Lie { row, above, viewport: viewport() });
    };
    let ask = move || {
        if is_asked.try_update_value(|asked| std::mem::replace(asked, true)) == Some(false) {
            request_animation_frame(look);
        }
    };
    Effect::new(move |_| {
        body.track();
        ask();
    });
    let on_scroll = window_event_listener(leptos::ev::scroll, move |_| ask());
    let on_resize = window_event_listener(leptos::ev::resize, move |_| ask());
    on_cleanup(move || {
        on_scroll.remove();
        on_resize.remove();
    });
    lie.into()
}
