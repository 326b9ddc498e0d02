package dev.sallyport.policy;

import dev.sallyport.identity.Principal;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The legal domains that policies know, and how it is told where a session is.
 *
 * @param byName empty when nobody has said anything about jurisdictions: then none are watched
 */
record Jurisdictions(Map<String, Jurisdiction> byName, List<Network> networks) {

    /** What an identity is told to be at by its attributes; goes before the network it connects from. */
    private static final String ATTRIBUTE = "location";

    static final Jurisdictions NONE = new Jurisdictions(Map.of(), List.of());

    Jurisdictions {
        byName = Map.copyOf(byName);
        networks = networks.stream()
                .sorted(Comparator.comparingInt(Network::bits).reversed())
                .toList();
    }

    /**
     * A legal domain.
     *
     * @param locations places where its data may be processed
     * @param transfers where else it may be, for everybody
     */
    record Jurisdiction(String name, Set<String> locations, List<Transfer> transfers) {
        Jurisdiction {
            locations = Set.copyOf(locations);
            transfers = List.copyOf(transfers);
        }
    }

    /**
     * Clients that connect from it are at a location (RFC 4632, "Classless Inter-domain Routing").
     *
     * @param bits how many leading bits count
     */
    record Network(InetAddress address, int bits, String location) {

        boolean contains(InetAddress client) {
            byte[] own = address.getAddress();
            byte[] other = client.getAddress();
            if (own.length != other.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((own[bit / 8] & mask) != (other[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Where somebody is who connects from an address; empty when nothing tells. */
    Optional<String> location(Principal principal, String clientAddress) {
        return Optional.ofNullable(principal.attributes().get(ATTRIBUTE)).or(() -> network(clientAddress));
    }

    private Optional<String> network(String clientAddress) {
        try {
            InetAddress client = InetAddress.ofLiteral(clientAddress);
            return networks.stream()
                    .filter(network -> network.contains(client))
                    .map(Network::location)
                    .findFirst();
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    /** The jurisdictions that a place is of. */
    Set<String> at(String location) {
        return byName.values().stream()
                .filter(one -> one.locations().contains(location))
                .map(Jurisdiction::name)
                .collect(Collectors.toSet());
    }
}
