package dev.drayage.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import io.grpc.Status;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrpcErrorsTest {
    @ParameterizedTest
    @EnumSource
    void eachKindCrossesTheWireUnderContainerdsName(Kind kind) {
        Status status =
                GrpcErrors.toStatus(ContentException.of(kind, "why", null)).getStatus();
        assertThat(status.getCode().name()).isEqualTo(kind.name());
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> {
                    throw GrpcErrors.toException("cannot read", status);
                })
                .withMessage("cannot read: why")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
