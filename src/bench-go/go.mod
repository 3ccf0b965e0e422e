module curfew.dev/bench

go 1.19
