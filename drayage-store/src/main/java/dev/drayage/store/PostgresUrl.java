package dev.drayage.store;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a database of PostgreSQL as libpq's users write it, with what is ours beside: where the blobs are, how many
 * connections are opened at most, and the schema that the tables are in.
 */
final class PostgresUrl {
    /** With nothing that a password may be mistaken for which has a slash, a question mark or an at sign in it. */
    private static final String HOST = "(?:\\[[0-9A-Fa-f:.%]+\\]|[^/?@:,\\[\\]]+)(?::[^/?@:,\\[\\]]*)?";

    private static final Pattern URL =
            Pattern.compile("postgres(?:ql)?://(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?(?<hosts>" + HOST
                    + "(?:," + HOST + ")*)/(?<database>[^/?@]+)(?:\\?(?<query>.*))?");
    private static final int LAST_PORT = 65_535;
    private static final int CONNECTIONS = 8;
    private static final int MOST_CONNECTIONS = 1000;

    /** A collection of garbage keeps one to itself, and needs another for its lock. */
    private static final int FEWEST_CONNECTIONS = 2;

    /** What libpq calls them, and what the driver does. */
    private static final Map<String, String> PARAMETERS = Map.of(
            "sslmode", "sslmode",
            "sslrootcert", "sslrootcert",
            "sslcert", "sslcert",
            "sslkey", "sslkey",
            "sslpassword", "sslpassword",
            "connect_timeout", "connectTimeout",
            "application_name", "ApplicationName",
            "options", "options");

    private final String hosts;
    private final String database;
    private final Properties properties = new Properties();
    private String user;

    /** Whether there was a password, of which what is behind an ampersand may be the rest. */
    private boolean hasSecret;

    private @Nullable String blobs;
    private @Nullable String schema;
    private int connections = CONNECTIONS;

    private PostgresUrl(String hosts, String database, String user) {
        this.hosts = hosts;
        this.database = database;
        this.user = user;
    }

    /** Whether a text is meant to be one. */
    static boolean isUrl(String text) {
        return text.startsWith("postgresql://") || text.startsWith("postgres://");
    }

    /**
     * Reads one.
     *
     * @param environment where the password may be, as {@code PGPASSWORD}
     * @throws IllegalArgumentException if it is none; the message has nothing of the text, which may hold a password
     */
    static PostgresUrl parse(String text, Map<String, String> environment) {
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            throw isNone();
        }
        String hosts = Objects.requireNonNull(url.group("hosts"));
        for (String host : hosts.split(",", -1)) {
            requirePort(host);
        }
        String user = url.group("user");
        PostgresUrl result = new PostgresUrl(
                hosts,
                decode(Objects.requireNonNull(url.group("database"))),
                user == null || user.isEmpty() ? System.getProperty("user.name", "") : decode(user));
        String password = url.group("password");
        if (password != null) {
            result.properties.setProperty("password", decode(password));
        } else {
            String given = environment.get("PGPASSWORD");
            if (given != null) {
                result.properties.setProperty("password", given);
            }
        }
        String query = url.group("query");
        if (query != null && !query.isEmpty()) {
            for (String parameter : query.split("&", -1)) {
                int equals = parameter.indexOf('=');
                String name = equals < 0 ? parameter : parameter.substring(0, equals);
                if (!name.matches("[a-z_]{1,40}")) {
                    throw isNone();
                }
                result.set(name, equals < 0 ? "" : decode(parameter.substring(equals + 1)));
            }
        }
        return result;
    }

    /** The driver would say so on standard error, with the whole URL. */
    private static void requirePort(String host) {
        String port = host.substring(host.lastIndexOf(':') + 1);
        if (host.endsWith("]") || port.length() == host.length()) {
            return;
        }
        if (!port.matches("0*[1-9][0-9]{0,4}") || Integer.parseInt(port) > LAST_PORT) {
            throw new IllegalArgumentException("the port of PostgreSQL at "
                    + host.substring(0, host.length() - port.length() - 1) + " is to be a number from 1 to " + LAST_PORT
                    + ", as in postgresql://USER@HOST:5432/DATABASE");
        }
    }

    private static IllegalArgumentException isNone() {
        return new IllegalArgumentException("the name of a store in PostgreSQL is"
                + " postgresql://USER@HOST:PORT/DATABASE?blobs=WHERE, and what was given is none");
    }

    private void set(String name, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException((hasSecret ? "a parameter behind the password" : "parameter " + name)
                    + " of " + this + " has no value");
        }
        hasSecret |= name.equals("password") || name.equals("sslpassword");
        switch (name) {
            case "blobs" -> blobs = value;
            case "schema" -> schema = identifier(value);
            case "user" -> user = value;
            case "password" -> properties.setProperty("password", value);
            case "connections" -> connections = number(value);
            default -> {
                String known = PARAMETERS.get(name);
                if (known == null) {
                    throw new IllegalArgumentException((hasSecret ? "what is behind the password" : "'" + name + "'")
                            + " is no parameter of " + this
                            + "; there are blobs, connections, schema, sslmode, sslrootcert, sslcert, sslkey,"
                            + " connect_timeout, application_name and options");
                }
                properties.setProperty(known, value);
            }
        }
    }

    private int number(String value) {
        try {
            int number = Integer.parseInt(value);
            if (number >= FEWEST_CONNECTIONS && number <= MOST_CONNECTIONS) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below.
        }
        throw new IllegalArgumentException(
                "connections of " + this + " is to be a number from " + FEWEST_CONNECTIONS + " to " + MOST_CONNECTIONS);
    }

    private String identifier(String value) {
        if (!value.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException(
                    "schema of " + this + " is to be lower-case letters, digits and underscores, and no digit first");
        }
        return value;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "a percent sign in the name of a store in PostgreSQL begins %XX; write %25 for the sign itself", e);
        }
    }

    /** For the driver. */
    String jdbc() {
        return "jdbc:postgresql://" + hosts + "/"
                + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** For the driver; the password among them. */
    Properties properties() {
        Properties all = new Properties();
        all.putAll(properties);
        all.setProperty("user", user);
        all.setProperty("tcpKeepAlive", "true");
        all.putIfAbsent("connectTimeout", "10");
        all.putIfAbsent("ApplicationName", "dray");
        if (schema != null) {
            all.setProperty("currentSchema", schema);
        }
        return all;
    }

    /** Where the blobs are, if it says so. */
    @Nullable
    String blobs() {
        return blobs;
    }

    /** The schema that the tables are in, if it names one. */
    @Nullable
    String schema() {
        return schema;
    }

    int connections() {
        return connections;
    }

    String hosts() {
        return hosts;
    }

    String database() {
        return database;
    }

    String user() {
        return user;
    }

    /** For messages: without a password or a parameter. */
    @Override
    public String toString() {
        return "postgresql://" + user + "@" + hosts + "/" + database + (schema == null ? "" : "?schema=" + schema);
    }
}
