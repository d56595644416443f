"""See a patient's way through care with the patient's eyes."""
