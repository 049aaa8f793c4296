//! Which rows of a long list are on the page: those near the viewport, and the one with the focus.

use std::ops::Range;

/// Up to this many rows all are on the page.
const WHOLE_MAX: usize = 200;
/// The window moves by this many rows at once, so that scrolling changes the page seldom.
const STEP: usize = 20;
/// Rows beyond the viewport on either side: as many as a quick flick passes between two frames.
const BEYOND: usize = 40;

/// The rows near the viewport: `top_px` is how far the first row lies above the viewport's upper edge.
#[must_use]
pub fn near(total: usize, row_px: f64, top_px: f64, viewport_px: f64) -> Range<usize> {
    if total <= WHOLE_MAX || row_px <= 0.0 {
        return 0..total;
    }
    let rows = |px: f64| (px / row_px).clamp(0.0, total as f64) as usize;
    let (first, last) = (rows(top_px), rows(top_px + viewport_px));
    let start = first.saturating_sub(BEYOND) / STEP * STEP;
    let end = (last + BEYOND).div_ceil(STEP) * STEP;
    start.min(total)..end.min(total)
}

/// The stretches of rows on the page, in order: the window, and the row that must stay.
#[must_use]
pub fn stretches(total: usize, window: &Range<usize>, keep: Option<usize>) -> Vec<Range<usize>> {
    let window = window.start.min(total)..window.end.min(total);
    match keep.filter(|keep| *keep < total && !window.contains(keep)) {
        Some(keep) if keep < window.start => vec![keep..keep + 1, window],
        Some(keep) => vec![window, keep..keep + 1],
        None => vec![window],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_fits_is_whole() {
        assert_eq!(near(0, 36.0, 0.0, 800.0), 0..0);
        assert_eq!(near(WHOLE_MAX, 36.0, 5_000.0, 800.0), 0..WHOLE_MAX);
        assert_eq!(near(5_000, 0.0, 0.0, 800.0), 0..5_000, "nothing was measured yet");
    }

    #[test]
    fn the_window_covers_the_viewport_and_moves_in_steps() {
        for (top_px, expected) in [
            (-500.0, 0..60),
            (0.0, 0..80),
            (36.0 * 45.0, 0..120),
            (36.0 * 100.0, 60..180),
            (36.0 * 101.0, 60..180),
            (36.0 * 995.0, 940..1_000),
            (1e9, 960..1_000),
        ] {
            let window = near(1_000, 36.0, top_px, 800.0);
            assert_eq!(window, expected, "{top_px}");
        }
    }

    #[test]
    fn the_focused_row_is_never_left_out() {
        let told = |total, keep| format!("{:?}", stretches(total, &(100..200), keep));
        for (keep, expected) in [
            (None, "[100..200]"),
            (Some(150), "[100..200]"),
            (Some(3), "[3..4, 100..200]"),
            (Some(200), "[100..200, 200..201]"),
            (Some(999), "[100..200, 999..1000]"),
            (Some(1_000), "[100..200]"),
        ] {
            assert_eq!(told(1_000, keep), expected, "{keep:?}");
        }
        assert_eq!(told(50, Some(3)), "[3..4, 50..50]", "a list that became shorter");
    }
}
