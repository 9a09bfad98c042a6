package dev.drayage.containerd;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrailersTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(textBlock = """
            0,  '',                     OK,        ''
            5,  blob: not found,        NOT_FOUND, blob: not found
            14, 50%25 of %E2%82%AC 3,   UNAVAILABLE, 50% of € 3
            2,  100% or %zz or %4,      UNKNOWN,   100% or %zz or %4
            99, later,                  UNKNOWN,   later
            x,  odd,                    UNKNOWN,   status x: odd
            """)
    void tellHowACallEnded(String code, String message, Status.Code expected, String described) {
        Status status = Trailers.status(Map.of("grpc-status", code, "grpc-message", message));
        assertThat(status.getCode()).isEqualTo(expected);
        assertThat(status.getDescription()).contains(described);
        assertThat(GrpcErrors.isConnectionLost(status)).isFalse();
    }

    @Test
    void whatIsNotGrpcIsToldWithItsStatus() {
        assertThat(Trailers.status(Map.of(":status", "404")).getDescription())
                .isEqualTo("what answers is not gRPC: its HTTP status is 404");
    }
}
