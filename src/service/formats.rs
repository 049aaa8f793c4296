//! Times, dates, amounts and counts for people, by the browser's `Intl`. Days are computed by the domain.

use std::cell::RefCell;
use std::collections::BTreeMap;

use js_sys::{Array, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::domain::{Day, Instant, Money, Venue};

/// In the place of a zone's name: whichever the device is in.
const DEVICE_ZONE: &str = "";

/// The formats of one language.
#[derive(Debug, Clone)]
pub struct Formats {
    locale: String,
}

impl Formats {
    /// Formats for a BCP 47 language tag.
    pub fn new(locale: &str) -> Self {
        Formats { locale: locale.to_owned() }
    }

    /// Hours and minutes in the venue's time zone: `14:02`.
    pub fn time(&self, at: Instant, venue: &Venue) -> String {
        self.date_time(
            at,
            &venue.time_zone,
            &[("hour", "2-digit"), ("minute", "2-digit"), ("hourCycle", "h23")],
        )
    }

    /// The same with seconds: `14:02:10`.
    pub fn time_with_seconds(&self, at: Instant, venue: &Venue) -> String {
        let options =
            [("hour", "2-digit"), ("minute", "2-digit"), ("second", "2-digit"), ("hourCycle", "h23")];
        self.date_time(at, &venue.time_zone, &options)
    }

    /// The same where no venue is open: in the device's own time zone.
    pub fn device_time_with_seconds(&self, at: Instant) -> String {
        let options =
            [("hour", "2-digit"), ("minute", "2-digit"), ("second", "2-digit"), ("hourCycle", "h23")];
        self.date_time(at, DEVICE_ZONE, &options)
    }

    /// A day of the calendar: `Thursday, 14 May`, or `Thursday, 14 May 2026`.
    pub fn day(&self, day: Day, has_year: bool) -> String {
        self.date(day, has_year, &[("weekday", "long"), ("day", "numeric"), ("month", "long")])
    }

    /// A day in little room: `14 May`, or `14 May 2026`.
    pub fn short_day(&self, day: Day, has_year: bool) -> String {
        self.date(day, has_year, &[("day", "numeric"), ("month", "short")])
    }

    fn date(&self, day: Day, has_year: bool, parts: &[(&str, &str)]) -> String {
        let (at, year) = (Instant::from_unix_ms(day.local_ms()), [("year", "numeric")]);
        let parts = [parts, if has_year { &year } else { &[] }].concat();
        self.date_time(at, "UTC", &parts)
    }

    /// From one day to another in little room: `14–16 May`.
    pub fn short_days(&self, from: Day, to: Day) -> String {
        let parts = options(&[("day", "numeric"), ("month", "short"), ("timeZone", "UTC")]);
        let format = Intl::DateTimeFormat::new(&self.locales(), &parts);
        let range = Reflect::get(&format, &"formatRange".into()).ok();
        let range = range.and_then(|range| range.dyn_into::<Function>().ok());
        let (first, last) =
            (JsValue::from_f64(from.local_ms() as f64), JsValue::from_f64(to.local_ms() as f64));
        let text = range
            .and_then(|range| range.call2(&format, &first, &last).ok())
            .and_then(|text| text.as_string());
        text.unwrap_or_else(|| format!("{}–{}", self.short_day(from, false), self.short_day(to, false)))
    }

    /// An amount in its currency: `€120.00`.
    pub fn money(&self, money: &Money) -> String {
        let (locales, currency) = (self.locales(), &money.currency);
        let format = cached(&format!("{} {currency}", self.locale), || {
            let format =
                Intl::NumberFormat::new(&locales, &options(&[("style", "currency"), ("currency", currency)]));
            // A currency's minor unit is what `Intl` itself shows it with.
            let digits = Reflect::get(&format.resolved_options(), &"maximumFractionDigits".into());
            let digits = digits.ok().and_then(|digits| digits.as_f64()).unwrap_or(2.0);
            (format.format(), 10_f64.powf(digits))
        });
        format.write(money.amount as f64)
    }

    /// A count with the language's separators: `14,938`.
    pub fn count(&self, count: usize) -> String {
        let locales = self.locales();
        let format = cached(&format!("{} count", self.locale), || {
            (Intl::NumberFormat::new(&locales, &Object::new()).format(), 1.0)
        });
        format.write(count as f64)
    }

    fn date_time(&self, at: Instant, time_zone: &str, parts: &[(&str, &str)]) -> String {
        let locales = self.locales();
        let format = cached(&format!("{} {time_zone} {parts:?}", self.locale), || {
            let options = options(parts);
            // A zone that the browser does not know would throw; UTC is then named by the format itself.
            let known = time_zone == DEVICE_ZONE || is_time_zone(time_zone);
            let zone = if known { time_zone } else { "UTC" };
            // Setting a property of a fresh object cannot fail.
            if zone != DEVICE_ZONE {
                let _ = Reflect::set(&options, &"timeZone".into(), &zone.into());
            }
            if !known {
                let _ = Reflect::set(&options, &"timeZoneName".into(), &"short".into());
            }
            (Intl::DateTimeFormat::new(&locales, &options).format(), 1.0)
        });
        format.write(at.unix_ms() as f64)
    }

    fn locales(&self) -> Array {
        Array::of1(&JsValue::from_str(&self.locale))
    }
}

/// A formatter of `Intl`, and what its numbers are divided by.
#[derive(Clone)]
struct Format {
    write: Function,
    divisor: f64,
}

impl Format {
    fn write(&self, number: f64) -> String {
        let text = self.write.call1(&JsValue::NULL, &JsValue::from_f64(number / self.divisor));
        text.ok().and_then(|text| text.as_string()).unwrap_or_default()
    }
}

/// Formatters kept; a page needs a handful, and making one costs as much as a hundred uses.
const FORMATS_MAX: usize = 64;

thread_local! {
    static FORMATS: RefCell<BTreeMap<String, Format>> = const { RefCell::new(BTreeMap::new()) };
}

fn cached(key: &str, make: impl FnOnce() -> (Function, f64)) -> Format {
    if let Some(format) = FORMATS.with_borrow(|formats| formats.get(key).cloned()) {
        return format;
    }
    let (write, divisor) = make();
    let format = Format { write, divisor };
    FORMATS.with_borrow_mut(|formats| {
        if formats.len() >= FORMATS_MAX {
            formats.clear();
        }
        formats.insert(key.to_owned(), format.clone());
    });
    format
}

fn options(parts: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in parts {
        let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    options
}

/// Whether the browser knows the zone: the constructor throws for one that it does not.
fn is_time_zone(name: &str) -> bool {
    let options = options(&[("timeZone", name)]);
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).unwrap_or_default();
    let constructor = Reflect::get(&intl, &"DateTimeFormat".into()).unwrap_or_default();
    let Some(constructor) = constructor.dyn_ref::<Function>() else { return false };
    Reflect::construct(constructor, &Array::of2(&JsValue::UNDEFINED, &options)).is_ok()
}
