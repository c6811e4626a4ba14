#!/bin/sh
# The floor for a bring-up: the same steps on the same engine and images, by nothing but the docker command. Prints the seconds it took.
# Usage: floor.sh DOCKER_HOST HOST_IMAGE CLIENT_IMAGE WEB_IMAGE CLUSTER_DIR COMPOSE_FILE RIGHTS...
set -eu
export DOCKER_HOST=$1
host=$2 client=$3 web=$4 cluster=$5 compose=$6
shift 6
label=vipdrill.lab=floor
conf=$(mktemp)
trap 'rm -f "$conf"*' EXIT
start=$(date +%s.%N)

# Waits for what runs in the background; the first of it that fails ends the script.
pids=
settle() {
  for pid in $pids; do wait "$pid"; done
  pids=
}

docker network create --label $label --subnet 10.0.0.0/24 --gateway 10.0.0.254 -o com.docker.network.bridge.inhibit_ipv4=true floor >/dev/null
for i in 1 2 3; do
  (
    docker create --name floor$i --hostname docker$i --label $label "$@" --cgroupns private --tmpfs /run --tmpfs /run/lock --tmpfs /tmp \
      -v /var/lib/docker --dns 127.0.0.1 --add-host registry-1.docker.io:127.0.0.1 --add-host index.docker.io:127.0.0.1 \
      --add-host docker.io:127.0.0.1 --network floor --ip 10.0.0.1$i "$host" >/dev/null 2>&1
    # The engine's own cables end in eth0.
    sed 's/ens18/eth0/' "$cluster/keepalived/docker$i.conf" > "$conf.$i"
    docker cp -q "$conf.$i" floor$i:/etc/keepalived/keepalived.conf
    docker start floor$i >/dev/null
    docker exec floor$i sh -c 'until [ -S /run/docker.sock ] && docker version >/dev/null 2>&1; do sleep 0.1; done'
  ) & pids="$pids $!"
done
docker run -d --name floor-client --label $label --network floor --ip 10.0.0.250 "$client" >/dev/null 2>&1
settle
for i in 1 2 3; do docker exec floor$i systemctl enable --now --quiet keepalived.service & pids="$pids $!"; done
for i in 1 2 3; do (docker save "$web" | docker exec -i floor$i docker load -q; docker exec floor$i docker tag "$web" vipdrill/web:latest) >/dev/null & pids="$pids $!"; done
docker exec floor1 docker swarm init --advertise-addr 10.0.0.11 --default-addr-pool 10.99.0.0/16 >/dev/null
token=$(docker exec floor1 docker swarm join-token --quiet manager)
for i in 2 3; do docker exec floor$i docker swarm join --token "$token" 10.0.0.11:2377 >/dev/null & pids="$pids $!"; done
settle
docker exec -i floor1 docker stack deploy --resolve-image never --compose-file - seed <"$compose" >/dev/null 2>&1
for address in 10.0.0.11 10.0.0.12 10.0.0.13 10.0.0.200; do
  docker exec floor-client node -e "(async () => { for (;;) { try { const r = await fetch('http://$address/', { signal: AbortSignal.timeout(500) }); if (r.ok) process.exit(0); } catch {} await new Promise((r) => setTimeout(r, 50)); } })()"
done

echo "$start $(date +%s.%N)" | awk '{ printf "%.3f\n", $2 - $1 }'
