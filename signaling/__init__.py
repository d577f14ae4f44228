"""The control plane: who may meet whom, when and about what. It never touches a packet."""
