import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.text.SimpleDateFormat;
import java.util.Base64;
import java.util.Date;
import java.util.Locale;
import java.util.TimeZone;

/** Reads lines of pattern (base64), locale, zone and milliseconds, apart by tabs; prints each text or error, base64. */
public class Format {
    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] given = line.split("\t");
            String[] locale = (given[1] + "__").split("_", -1);
            String text;
            try {
                String pattern = new String(Base64.getDecoder().decode(given[0]), StandardCharsets.UTF_8);
                SimpleDateFormat format = new SimpleDateFormat(pattern, new Locale(locale[0], locale[1], locale[2]));
                format.setTimeZone(TimeZone.getTimeZone(given[2]));
                text = format.format(new Date(Long.parseLong(given[3])));
            } catch (IllegalArgumentException error) {
                text = error.getClass().getName() + ": " + error.getMessage();
            }
            out.println(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
