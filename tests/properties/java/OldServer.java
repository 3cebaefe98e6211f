import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.text.SimpleDateFormat;
import java.time.zone.ZoneRulesProvider;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.ResourceBundle;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Does what the old server did, by the JDK itself. The argument says what; each line in is one case, each line out its
 * outcome or error. Lines are fields in base64, apart by tabs.
 */
public class OldServer {
    /** One of the things that it did. */
    private interface Kind {
        Object outcome(String[] fields) throws Exception;
    }

    private static final Map<String, Kind> KINDS = Map.of(
            "format", OldServer::format,
            "parse-date", OldServer::parseDate,
            "parse-int", fields -> Integer.parseInt(fields[0]),
            "parse-long", fields -> Long.parseLong(fields[0]),
            "zone", OldServer::zone,
            "properties", OldServer::properties,
            "candidates", OldServer::candidates,
            "version", fields ->
                    System.getProperty("java.version") + " " + ZoneRulesProvider.getVersions("UTC").lastKey());

    public static void main(String[] arguments) throws Exception {
        Kind kind = KINDS.get(arguments[0]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] fields = Arrays.stream(line.split("\t", -1)).map(OldServer::decoded).toArray(String[]::new);
            out.println(encoded(outcome(kind, fields)));
        }
        out.flush();
    }

    private static String outcome(Kind kind, String[] fields) {
        try {
            return String.valueOf(kind.outcome(fields));
        } catch (Exception error) {
            return error.getClass().getName() + ": " + error.getMessage();
        }
    }

    /** Pattern, locale, zone, unix ms. */
    private static String format(String[] fields) {
        String[] locale = (fields[1] + "__").split("_", -1);
        SimpleDateFormat format = new SimpleDateFormat(fields[0], new Locale(locale[0], locale[1], locale[2]));
        format.setTimeZone(TimeZone.getTimeZone(fields[2]));
        return format.format(new Date(Long.parseLong(fields[3])));
    }

    /** Text, zone. */
    private static long parseDate(String[] fields) throws Exception {
        SimpleDateFormat format = new SimpleDateFormat("yyyy-MM-dd", Locale.US);
        format.setTimeZone(TimeZone.getTimeZone(fields[1]));
        return format.parse(fields[0]).getTime();
    }

    /** Zone, unix ms. */
    private static String zone(String[] fields) {
        TimeZone zone = TimeZone.getTimeZone(fields[0]);
        GregorianCalendar calendar = new GregorianCalendar(zone, Locale.US);
        calendar.setTimeInMillis(Long.parseLong(fields[1]));
        int standardMs = calendar.get(GregorianCalendar.ZONE_OFFSET);
        return zone.getID() + " " + standardMs + " " + calendar.get(GregorianCalendar.DST_OFFSET);
    }

    /** The text of a label file: its keys in order, each with its value; but for the empty one, which no column has. */
    private static String properties(String[] fields) throws Exception {
        Properties read = new Properties();
        read.load(new StringReader(fields[0]));
        read.remove("");
        StringBuilder shown = new StringBuilder();
        new TreeMap<>(read).forEach((key, value) -> shown.append(key).append('\1').append(value).append('\2'));
        return shown.toString();
    }

    /** Locale: the files that it asks for. */
    private static String candidates(String[] fields) {
        String[] locale = Arrays.copyOf(fields[0].split("_", 3), 3);
        ResourceBundle.Control files = ResourceBundle.Control.getControl(ResourceBundle.Control.FORMAT_PROPERTIES);
        Locale asked = new Locale(locale[0], Objects.toString(locale[1], ""), Objects.toString(locale[2], ""));
        return files.getCandidateLocales("labels", asked).stream()
                .map(candidate -> files.toBundleName("labels", candidate))
                .collect(Collectors.joining(" "));
    }

    private static String decoded(String field) {
        return new String(Base64.getDecoder().decode(field), StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
