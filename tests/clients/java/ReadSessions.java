import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import org.json.simple.JSONArray;
import org.json.simple.JSONObject;
import org.json.simple.parser.JSONParser;

/** A customer's Java program of the time: prints the session id of each row, one a line, and the next token. */
public class ReadSessions {
    public static void main(String[] arguments) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) new URL(arguments[0]).openConnection();
        try (InputStreamReader reader = new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8)) {
            JSONObject envelope = (JSONObject) new JSONParser().parse(reader);
            int place = ((JSONArray) envelope.get("field")).indexOf("session_id");
            for (Object row : (JSONArray) envelope.get("resultsList")) {
                System.out.println(((JSONArray) row).get(place));
            }
            System.out.println("next " + envelope.get("nextToken"));
        }
    }
}
