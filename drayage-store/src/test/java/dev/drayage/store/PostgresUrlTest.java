package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresUrlTest {
    private static PostgresUrl parse(String text) {
        return PostgresUrl.parse(text, Map.of("PGPASSWORD", "of the environment"));
    }

    @Test
    void hasWhatTheDriverNeedsAndWhatIsOurs() {
        PostgresUrl url = parse("postgresql://al%40ice:se%2Fcret@db1:5433,db2/my%20db"
                + "?sslmode=verify-full&sslrootcert=/etc/ca.pem&blobs=s3://bucket/a%26b&connections=3&schema=dray_2");
        assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://db1:5433,db2/my%20db");
        assertThat(url.properties())
                .containsEntry("user", "al@ice")
                .containsEntry("password", "se/cret")
                .containsEntry("sslmode", "verify-full")
                .containsEntry("sslrootcert", "/etc/ca.pem")
                .containsEntry("currentSchema", "dray_2");
        assertThat(url.blobs()).isEqualTo("s3://bucket/a&b");
        assertThat(url.connections()).isEqualTo(3);
        assertThat(url).hasToString("postgresql://al@ice@db1:5433,db2/my db?schema=dray_2");
    }

    @Test
    void takesThePasswordOfTheEnvironmentWhereItHasNone() {
        assertThat(parse("postgres://alice@db/dray").properties()).containsEntry("password", "of the environment");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "postgresql://alice:secret@/dray|and what was given is none",
                "postgresql://alice:secret@db|and what was given is none",
                "postgresql://alice:secret@db/dray?sslmod=require|'sslmod' is no parameter",
                "postgresql://alice:secret@db/dray?blobs=|parameter blobs of postgresql://alice@db/dray has no value",
                "postgresql://alice:secret@db/dray?connections=1|is to be a number from 2 to 1000",
                "postgresql://alice:secret@db/dray?connections=many|is to be a number from 2 to 1000",
                "postgresql://alice:secret@db/dray?schema=A;drop|is to be lower-case letters",
                "postgresql://alice@db/dray?password=a&secret=b|what is behind the password is no parameter",
                "postgresql://alice@db/dray?password=a&secret|a parameter behind the password",
                "postgresql://alice@db/dray?password=a&Secret!|and what was given is none",
                "postgresql://alice:pass/secret@db|and what was given is none",
                "postgresql://alice:secret@db:58x/dray|the port of PostgreSQL at db is to be a number from 1 to 65535",
                "postgresql://alice:secret@[::1]:65536/dray|the port of PostgreSQL at [::1] is to be a number",
                "postgresql://db,other:/dray|the port of PostgreSQL at other is to be a number",
                "postgresql://alice:secret/dray|the port of PostgreSQL at alice is to be a number",
                "postgresql://alice:12/3?secret@db/dray|and what was given is none",
                "postgresql://alice:secret%ZZ@db/dray|begins %XX"
            })
    void refusesWhatCannotBeMeantAndNeverShowsAPassword(String text, String problem) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem)
                .hasMessageNotContaining("secret");
    }
}
