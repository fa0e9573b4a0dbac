use super::*;
use crate::calendar::build::YEAR_FILES;

fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn decreed_years_come_out_as_the_published_calendars_say() {
    for (year, total) in [(2024, 248), (2025, 247), (2026, 247), (2027, 247)] {
        let file = YEAR_FILES.iter().find(|file| file.year == year).unwrap();
        let calendar = Calendar::russia();
        assert_eq!(file.working_days, total, "{year}");
        assert_eq!(calendar.working_days(year), total, "{year}");
        let dates = || {
            NaiveDate::from_ymd_opt(year, 1, 1)
                .unwrap()
                .iter_days()
                .take_while(|day| day.year() == year)
        };
        let is_weekend = |day: &NaiveDate| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let off: Vec<_> = dates()
            .filter(|day| !is_weekend(day) && !calendar.day(*day).unwrap().is_working())
            .collect();
        let working: Vec<_> = dates()
            .filter(|day| is_weekend(day) && calendar.day(*day).unwrap().is_working())
            .collect();
        let sorted = |days: &[NaiveDate]| {
            let mut days = days.to_vec();
            days.sort();
            days
        };
        assert_eq!(off, sorted(&file.weekday_days_off), "{year}");
        assert_eq!(working, sorted(&file.working_weekend_days), "{year}");
    }
}

#[test]
fn the_gap_of_the_new_year_ends_on_11_january_2027() {
    let calendar = Calendar::russia();
    for day in d("2026-12-31").iter_days().take(11) {
        assert!(!calendar.day(day).unwrap().is_working(), "{day}");
    }
    assert!(calendar.day(d("2027-01-11")).unwrap().is_working());
}

#[test]
fn a_year_without_a_decree_stands_on_the_code_and_says_so() {
    let calendar = Calendar::russia();
    assert!(calendar.decree(2028).is_none());
    // 4 ноября 2028 is a Saturday: its rest moves to Monday by ч. 2, no decree needed.
    assert_eq!(
        calendar.day(d("2028-11-06")).unwrap(),
        Day::Off(DayOff::MovedByCode {
            from: d("2028-11-04")
        })
    );
    // Weekend days among 1–8 January are moved by decree only: without one they go nowhere.
    assert!(calendar.day(d("2028-01-10")).unwrap().is_working());
    assert!(calendar.print(2028).unwrap().contains("не утверждён"));
}

#[test]
fn a_moved_rest_names_its_decree_or_the_code() {
    let reason = |day: &str| match Calendar::russia().day(d(day)).unwrap() {
        Day::Off(off) => off.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        reason("2026-12-31"),
        "выходной перенесён с 04.01.2026 (Постановление Правительства РФ от 24.09.2025 № 1466)"
    );
    assert_eq!(
        reason("2026-03-09"),
        "выходной перенесён с 08.03.2026 (ТК РФ ст. 112 ч. 2)"
    );
    assert_eq!(
        reason("2026-01-07"),
        "праздничный день: Рождество Христово (ТК РФ ст. 112)"
    );
    assert_eq!(reason("2026-11-22"), "воскресенье");
}

#[test]
fn regional_days_are_off_unless_the_overlay_is_asked_for() {
    static DAYS: LazyLock<Vec<RegionDay>> = LazyLock::new(|| {
        vec![RegionDay {
            date: "2026-08-31".parse().unwrap(),
            name: "День примера".to_owned(),
        }]
    });
    assert!(
        Calendar::russia()
            .day(d("2026-08-31"))
            .unwrap()
            .is_working()
    );
    assert!(
        !Calendar::with_days_off(&DAYS)
            .day(d("2026-08-31"))
            .unwrap()
            .is_working()
    );
    assert_eq!(
        Calendar::of_region("78").working_days(2026),
        247,
        "Saint Petersburg has no days of its own"
    );
}

#[test]
fn the_printed_year_shows_what_a_person_checks() {
    let text = Calendar::russia().print(2027).unwrap();
    for needle in [
        "№ 1187",
        "Февраль: рабочих дней 19",
        "20! ",
        "20.02  рабочий день, отдых перенесён на 22.02",
        "Рабочих дней в году: 247",
    ] {
        assert!(text.contains(needle), "{needle}\n{text}");
    }
    assert!(
        Calendar::russia()
            .print(2024)
            .unwrap()
            .contains("не сверено")
    );
    assert_eq!(
        Calendar::russia().print(1999).unwrap_err().code(),
        "date_out_of_range"
    );
}
