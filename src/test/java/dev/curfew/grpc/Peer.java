package dev.curfew.grpc;

import io.grpc.Server;
import java.io.IOException;

/** The program of a peer: serves until its parent closes its standard input, or dies. */
final class Peer {

    private Peer() {}

    public static void main(String[] arguments) throws IOException {
        PeerService service = new PeerService(Peer::say);
        Server server = Loopback.serve(service.base(), service.service());
        say("port " + server.getPort());
        while (System.in.read() != -1) {
            // Nothing is said to it that way.
        }
        System.exit(0);
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
