//! The rows on screen, so that nothing moves under the pointer.
//!
//! The board's order is the *target*. While a person is with the list (points at it, scrolls it, has the focus in it)
//! the rows on screen stay as they are: what is new waits and is counted, what would leave or move stays in its place
//! and is marked. A row that the person just acted on stays also when nobody is with the list, for as long as the
//! action can be taken back with one press. Nothing here knows what a row says: that changes in place, at once.

use std::collections::{BTreeMap, BTreeSet};

use super::BookingId;

/// Why a row is where the target does not have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Staying {
    /// The target no longer has it.
    Leaves,
    /// The target has it in another place.
    Moves,
}

/// What holds rows in place.
#[derive(Clone, Copy, Debug)]
pub struct Hold<'h> {
    /// A person is with the list, or paused it.
    pub is_held: bool,
    /// Rows that the person just acted on.
    pub own: &'h BTreeSet<BookingId>,
}

/// The rows on screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CalmList {
    rows: Vec<BookingId>,
    staying: BTreeMap<BookingId, Staying>,
    waiting: usize,
}

impl CalmList {
    /// The target itself: for a list that was just opened, or filtered anew, or whose bar was used.
    #[must_use]
    pub fn settled(target: &[BookingId]) -> Self {
        Self { rows: target.to_vec(), staying: BTreeMap::new(), waiting: 0 }
    }

    /// The rows, in order.
    #[must_use]
    pub fn rows(&self) -> &[BookingId] {
        &self.rows
    }

    /// Why a row is not where the target has it.
    #[must_use]
    pub fn staying(&self, id: &BookingId) -> Option<Staying> {
        self.staying.get(id).copied()
    }

    /// How many bookings of the target are not on screen yet.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting
    }

    /// How many rows would leave or move.
    #[must_use]
    pub fn held_back(&self) -> usize {
        self.staying.len()
    }

    /// The rows after the target changed, or what holds them did.
    #[must_use]
    pub fn next(&self, target: &[BookingId], hold: Hold<'_>) -> Self {
        // Where nothing is shown, nothing can move.
        if self.rows.is_empty() {
            return Self::settled(target);
        }
        let rows = if hold.is_held { self.rows.clone() } else { self.around_own(target, hold.own) };
        let places: BTreeMap<&BookingId, usize> =
            target.iter().enumerate().map(|(place, id)| (id, place)).collect();
        let known: Vec<(usize, &BookingId)> =
            rows.iter().filter_map(|id| Some((*places.get(id)?, id))).collect();
        let in_order = longest_rise(&known.iter().map(|(place, _)| *place).collect::<Vec<_>>());
        let mut staying: BTreeMap<BookingId, Staying> = known
            .iter()
            .filter(|(place, _)| !in_order.contains(place))
            .map(|(_, id)| ((*id).clone(), Staying::Moves))
            .collect();
        let gone = rows.iter().filter(|id| !places.contains_key(id));
        staying.extend(gone.map(|id| (id.clone(), Staying::Leaves)));
        let waiting = target.len() - known.len();
        Self { rows, staying, waiting }
    }

    /// The target, with the person's own rows where they are: each behind the row that it stands behind now.
    fn around_own(&self, target: &[BookingId], own: &BTreeSet<BookingId>) -> Vec<BookingId> {
        let kept: BTreeSet<&BookingId> = self.rows.iter().filter(|id| own.contains(id)).collect();
        if kept.is_empty() {
            return target.to_vec();
        }
        let mut rows: Vec<BookingId> = target.iter().filter(|id| !kept.contains(id)).cloned().collect();
        for (at, id) in self.rows.iter().enumerate().filter(|(_, id)| kept.contains(id)) {
            let before = self.rows[..at].iter().rev();
            let place = before
                .filter_map(|before| rows.iter().position(|row| row == before))
                .next()
                .map_or(0, |at| at + 1);
            rows.insert(place, id.clone());
        }
        rows
    }
}

/// The members of one longest rising subsequence: all others are what moved.
fn longest_rise(places: &[usize]) -> BTreeSet<usize> {
    // `ends[n]` is where the best rise of n + 1 members ends; `before` leads back along it.
    let (mut ends, mut before): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), vec![None; places.len()]);
    for (at, place) in places.iter().enumerate() {
        let length = ends.partition_point(|end| places[*end] < *place);
        before[at] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    std::iter::successors(ends.last().copied(), |at| before[*at]).map(|at| places[at]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(letters: &str) -> Vec<BookingId> {
        letters.chars().map(|letter| BookingId::from(letter.to_string())).collect()
    }

    fn own(letters: &str) -> BTreeSet<BookingId> {
        ids(letters).into_iter().collect()
    }

    /// The rows as letters, those that leave with `-`, those that move with `~`; then how many wait.
    fn told(list: &CalmList) -> String {
        let rows = list.rows().iter().map(|id| {
            let mark = match list.staying(id) {
                Some(Staying::Leaves) => "-",
                Some(Staying::Moves) => "~",
                None => "",
            };
            format!("{id}{mark}")
        });
        format!("{} +{}", rows.collect::<String>(), list.waiting())
    }

    #[test]
    fn while_someone_is_with_the_list_its_rows_stay() {
        let none = own("");
        for (shown, target, expected) in [
            ("abcd", "abcd", "abcd +0"),
            ("abcd", "axbcyd", "abcd +2"),
            ("abcd", "acd", "ab-cd +0"),
            ("abcd", "bcda", "a~bcd +0"),
            ("abcd", "dabc", "abcd~ +0"),
            ("abcd", "xcb", "a-b~cd- +1"),
            ("abcd", "", "a-b-c-d- +0"),
            ("", "ab", "ab +0"),
        ] {
            let list = CalmList::settled(&ids(shown));
            let held = list.next(&ids(target), Hold { is_held: true, own: &none });
            assert_eq!(told(&held), expected, "{shown} {target}");
            let released = held.next(&ids(target), Hold { is_held: false, own: &none });
            assert_eq!(released, CalmList::settled(&ids(target)), "{shown} {target}");
        }
    }

    #[test]
    fn a_row_that_comes_back_is_no_longer_marked() {
        let (list, none) = (CalmList::settled(&ids("abc")), own(""));
        let hold = Hold { is_held: true, own: &none };
        let held = list.next(&ids("ac"), hold);
        assert_eq!(held.held_back(), 1);
        assert_eq!(told(&held.next(&ids("abc"), hold)), "abc +0");
    }

    #[test]
    fn ones_own_row_stays_until_it_cannot_be_taken_back() {
        for (shown, target, own_rows, expected) in [
            ("abc", "ac", "b", "ab-c +0"),
            ("abc", "xac", "b", "xab-c +0"),
            ("abc", "bc", "a", "a-bc +0"),
            ("abc", "c", "ab", "a-b-c +0"),
            ("abc", "", "b", "b- +0"),
            ("abcd", "acdb", "b", "ab~cd +0"),
            ("abc", "abc", "b", "abc +0"),
            ("abc", "ac", "z", "ac +0"),
        ] {
            let list = CalmList::settled(&ids(shown));
            let own_rows = own(own_rows);
            let kept = list.next(&ids(target), Hold { is_held: false, own: &own_rows });
            assert_eq!(told(&kept), expected, "{shown} {target}");
        }
    }

    /// Whatever comes, a held list keeps its rows in their order, and nothing of the target is forgotten.
    #[test]
    fn no_order_of_changes_moves_a_held_row() {
        let (mut state, none) = (20_260_514_u64, own(""));
        let mut dice = |sides: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap_or(0) % sides
        };
        for _ in 0..500 {
            let start = ids("abcdefghij");
            let mut list = CalmList::settled(&start);
            let mut target = start.clone();
            for step in 0..20 {
                match dice(3) {
                    0 if !target.is_empty() => drop(target.remove(dice(target.len()))),
                    1 => target.insert(dice(target.len() + 1), BookingId::from(format!("new{step}"))),
                    _ if target.len() > 1 => {
                        let moved = target.remove(dice(target.len()));
                        target.insert(dice(target.len() + 1), moved);
                    }
                    _ => {}
                }
                list = list.next(&target, Hold { is_held: true, own: &none });
                assert_eq!(list.rows(), start);
                let unmarked: Vec<_> = start.iter().filter(|id| list.staying(id).is_none()).collect();
                let places: Vec<_> =
                    unmarked.iter().map(|id| target.iter().position(|row| row == *id)).collect();
                assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{target:?}");
                assert_eq!(list.waiting(), target.iter().filter(|id| !start.contains(id)).count());
            }
        }
    }
}
