package dev.drayage.containerd;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;

/** What generated stubs call the daemon through. Calls are made by the thread that makes them, which waits. */
final class DaemonChannel extends Channel {
    private final Connection connection;

    DaemonChannel(Connection connection) {
        this.connection = connection;
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
        return new WaitingCall<>(connection, method, options);
    }

    @Override
    public String authority() {
        return Connection.AUTHORITY;
    }
}
