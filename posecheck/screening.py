"""What a person may be asked before practising. Answers stay on the machine and decide nothing but cautions.

After the safety section of the project's stretch notes: hip replacement (lhsc.on.ca), pregnancy (health2u.sg), stopping
rules and the rest reasoned. Nothing here is a diagnosis; "ask first" is the strongest word.
"""

from __future__ import annotations

from collections.abc import Mapping

# By id: what a person reads beside a box to tick.
QUESTIONS: Mapping[str, str] = {
    "pregnancy": "I am pregnant",
    "hip_replacement": "I have a hip replacement",
    "hip_pain": "My hip or groin hurts or is injured",
    "knee_pain": "My knee hurts or is injured",
    "ankle_injury": "My ankle or foot is injured",
    "back_pain": "My back hurts, or I have had a disc or back injury",
    "neck_pain": "My neck or an arm hurts, tingles or is numb",
    "shoulder_pain": "My shoulder hurts or is injured",
    "heart": "I have a heart condition",
    "blood_pressure": "My blood pressure is high or very low",
    "glaucoma": "I have glaucoma",
    "hernia": "I have a hernia or an ulcer",
    "abdominal_surgery": "I had surgery on belly, pelvis or spine",
    "osteoporosis": "I have osteoporosis, or a fracture that is healing",
    "hypermobility": "My joints are very flexible",
    "balance": "My balance is unsteady",
    "seizures": "I have epilepsy or other seizures",
    "tremor": "I have Parkinson's or a tremor nobody has explained",
    "mental_health": "I am in a mental-health crisis, or have had psychosis or dissociation",
    "minor": "I am under 18",
}
