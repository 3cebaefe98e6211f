import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.text.DateFormat;
import java.text.DateFormatSymbols;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collection;
import java.util.GregorianCalendar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Prints what the JRE's own locale data has for dates, as JSON lines, UTF-8. The two files beside this one are its output:
 *
 * <pre>
 * java -Djava.locale.providers=COMPAT config/locale/LocaleData.java symbols > config/locale/symbols.jsonl
 * java -Djava.locale.providers=COMPAT config/locale/LocaleData.java zone-names > config/locale/zone-names.jsonl
 * </pre>
 *
 * Java 17 has the data of the old JRE under the name COMPAT; Java 23 and later do not. The files are those that
 * OpenJDK 17.0.15 prints; tests/properties/test_java_live.py reads the version here.
 *
 * symbols: one line for all locales with the same texts and week rules; the keys of `locale-symbols.jsonl`, and what a
 * pattern prints beside them: eras as the locale's calendar names them, and months that stand alone.
 *
 * zone-names: first the ids, in groups that have the same names everywhere; then one line for all locales with the same
 * names, and for each group in order: short and long standard name, short and long daylight name.
 */
public class LocaleData {
    private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

    /** The JRE reads it, and does not list it. */
    private static final Locale NYNORSK = new Locale("nn");

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        Collection<String> lines = arguments[0].equals("symbols") ? symbolLines() : zoneLines();
        lines.forEach(line -> out.print(line + "\n"));
        out.flush();
    }

    private static Collection<Locale> locales() {
        Map<String, Locale> named = new TreeMap<>(Map.of(NYNORSK.toString(), NYNORSK));
        for (Locale locale : DateFormat.getAvailableLocales()) {
            boolean plain = locale.getScript().isEmpty() && !locale.hasExtensions();
            if (plain && !locale.getLanguage().isEmpty()) {
                named.put(locale.toString(), locale);
            }
        }
        return named.values();
    }

    private static Collection<String> symbolLines() {
        return grouped(locales(), LocaleData::symbols).entrySet().stream()
                .map(group -> "{\"locales\":" + json(group.getValue()) + "," + group.getKey() + "}")
                .collect(Collectors.toList());
    }

    private static String symbols(Locale locale) {
        DateFormatSymbols symbols = DateFormatSymbols.getInstance(locale);
        Calendar calendar = Calendar.getInstance(UTC, locale);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("months", symbols.getMonths());
        row.put("shortMonths", symbols.getShortMonths());
        row.put("aloneMonths", aloneMonths(locale, Calendar.LONG_STANDALONE, symbols.getMonths()));
        row.put("shortAloneMonths", aloneMonths(locale, Calendar.SHORT_STANDALONE, symbols.getShortMonths()));
        row.put("weekdays", symbols.getWeekdays());
        row.put("shortWeekdays", symbols.getShortWeekdays());
        row.put("amPm", symbols.getAmPmStrings());
        row.put("eras", symbols.getEras());
        row.put("longEras", eras(locale, Calendar.LONG_FORMAT));
        row.put("shortEras", eras(locale, Calendar.SHORT_FORMAT));
        row.put("firstDayOfWeek", calendar.getFirstDayOfWeek());
        row.put("minimalDaysInFirstWeek", calendar.getMinimalDaysInFirstWeek());
        row.put("calendar", calendar.getCalendarType());
        row.put("zeroDigit", String.valueOf(DecimalFormatSymbols.getInstance(locale).getZeroDigit()));
        return row.entrySet().stream()
                .map(entry -> json(entry.getKey()) + ":" + json(entry.getValue()))
                .collect(Collectors.joining(","));
    }

    private static List<String> aloneMonths(Locale locale, int style, String[] months) {
        List<String> names = new ArrayList<>(Arrays.asList(months));
        for (int month = Calendar.JANUARY; month <= Calendar.DECEMBER; month++) {
            Calendar calendar = new GregorianCalendar(UTC, locale);
            calendar.set(2011, month, 1);
            String name = calendar.getDisplayName(Calendar.MONTH, style, locale);
            if (name != null) {
                names.set(month, name);
            }
        }
        return names;
    }

    private static List<String> eras(Locale locale, int style) {
        return IntStream.of(GregorianCalendar.BC, GregorianCalendar.AD)
                .mapToObj(era -> {
                    Calendar calendar = Calendar.getInstance(UTC, locale);
                    calendar.set(Calendar.ERA, era);
                    return calendar.getDisplayName(Calendar.ERA, style, locale);
                })
                .collect(Collectors.toList());
    }

    private static Collection<String> zoneLines() {
        List<Locale> locales = new ArrayList<>(locales());
        Collection<String> ids = new TreeSet<>(Arrays.asList(TimeZone.getAvailableIDs()));
        Collection<List<String>> groups = grouped(ids, id -> namesEverywhere(id, locales)).values();
        List<String> lines = new ArrayList<>(List.of("{\"ids\":" + json(groups) + "}"));
        grouped(locales, locale -> json(groups.stream().map(group -> names(group.get(0), locale)).toArray()))
                .forEach((names, same) -> lines.add("{\"locales\":" + json(same) + ",\"names\":" + names + "}"));
        return lines;
    }

    private static String namesEverywhere(String id, List<Locale> locales) {
        return locales.stream().map(locale -> json(names(id, locale))).collect(Collectors.joining());
    }

    private static List<String> names(String id, Locale locale) {
        TimeZone zone = TimeZone.getTimeZone(id);
        return List.of(
                zone.getDisplayName(false, TimeZone.SHORT, locale),
                zone.getDisplayName(false, TimeZone.LONG, locale),
                zone.getDisplayName(true, TimeZone.SHORT, locale),
                zone.getDisplayName(true, TimeZone.LONG, locale));
    }

    /** Returns the names of all that have the same value, by that value, in the order in which they come. */
    private static <T> Map<String, List<String>> grouped(Collection<T> all, Function<T, String> value) {
        return all.stream().collect(Collectors.groupingBy(
                value, LinkedHashMap::new, Collectors.mapping(Object::toString, Collectors.toList())));
    }

    private static String json(Object value) {
        if (value instanceof Collection) {
            return json(((Collection<?>) value).toArray());
        }
        if (value instanceof Object[]) {
            return Arrays.stream((Object[]) value).map(LocaleData::json).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof Integer) {
            return value.toString();
        }
        return "\"" + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
